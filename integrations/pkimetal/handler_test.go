package srvname

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pkimetal/pkimetal/linter"
)

// start starts srvname as pkimetal does, and waits for its first line.
func start(t *testing.T) (linter.LinterInterface, *linter.LinterInstance) {
	t.Helper()
	if len(linter.Linters) != 1 || linter.Linters[0].Version == linter.NOT_INSTALLED {
		t.Fatalf("not registered, or no srvname at %q", os.Getenv("SRVNAME"))
	}
	own := linter.Linters[0]
	adapter := own.Interface()
	useHandleRequest, directory, cmd, args := adapter.StartInstance()
	if !useHandleRequest {
		t.Fatal("requests do not go through the adapter")
	}
	process := exec.Command(cmd, args...)
	process.Dir = directory
	stdin, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		if err := process.Wait(); err != nil {
			t.Errorf("srvname ends with %v", err)
		}
	})
	// The buffer that it has by default: a line may have 64 KiB.
	lin := &linter.LinterInstance{Linter: own, Stdin: stdin, Stdout: bufio.NewScanner(stdout)}
	for lin.Stdout.Scan() {
		if lin.Stdout.Text() == own.ReadySignal {
			return adapter, lin
		}
	}
	t.Fatal("srvname is never ready")
	return nil, nil
}

// withNames returns a certificate with so many SRVNames, each with several faults and 3,000 octets long.
func withNames(t *testing.T, count int) string {
	t.Helper()
	type otherName struct {
		Type  asn1.ObjectIdentifier
		Value string `asn1:"ia5,explicit,tag:0"`
	}
	var names []asn1.RawValue
	for number := 0; number < count; number++ {
		value := fmt.Sprintf("_Imap.%d..%s", number, strings.Repeat("x", 3000))
		name, err := asn1.MarshalWithParams(otherName{asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 8, 7}, value}, "tag:0")
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, asn1.RawValue{FullBytes: name})
	}
	value, err := asn1.Marshal(names)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "many"}, NotBefore: time.Now(), NotAfter: time.Now(),
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: value}},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// firstBlock returns the first certificate of a file.
func firstBlock(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "-----BEGIN CERTIFICATE-----")
	body, _, _ := strings.Cut(rest, "-----END CERTIFICATE-----")
	return "-----BEGIN CERTIFICATE-----" + body + "-----END CERTIFICATE-----\n"
}

type report struct {
	Findings []struct{ Lint, Severity, Place, Citation string }
}

// direct asks the command line without the protocol.
func direct(t *testing.T, pem, profiles string) report {
	t.Helper()
	args := []string{"lint", "--fail-on", "never", "--format", "json", "-"}
	for _, profile := range strings.Split(profiles, ",") {
		args = append(args, "--profile", profile)
	}
	process := exec.Command(os.Getenv("SRVNAME"), args...)
	process.Stdin = strings.NewReader(pem)
	out, _ := process.Output()
	var found report
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return found
}

// Each certificate has the findings through the adapter that it has on the command line, in their order, however many they are.
func TestFindingsAreThoseOfTheCommandLine(t *testing.T) {
	adapter, lin := start(t)
	words := map[linter.SeverityLevel]string{
		linter.SEVERITY_ERROR: "error", linter.SEVERITY_WARNING: "warn", linter.SEVERITY_NOTICE: "notice",
	}
	lints, _ := filepath.Glob(filepath.Join(os.Getenv("TESTDATA"), "lint", "*.pem"))
	chains, _ := filepath.Glob(filepath.Join(os.Getenv("TESTDATA"), "chains", "*.pem"))
	files := append(lints, chains...)
	if len(files) < 300 {
		t.Fatalf("%d files", len(files))
	}
	asked := []linter.ProfileId{linter.RFC5280_LEAF, linter.TBR_LEAF_TLSSERVER_DV, linter.SBR_SUBORDINATE_SMIME}
	most, all := 0, 0
	inputs := map[string]string{"many names": withNames(t, 2000)}
	for _, file := range files {
		inputs[file] = firstBlock(t, file)
	}
	number := 0
	for file, pem := range inputs {
		id := asked[number%len(asked)]
		number++
		results := adapter.HandleRequest(context.Background(), lin, &linter.LintingRequest{B64Input: pem, ProfileId: id})
		wanted := direct(t, pem, profilesOf(id)).Findings
		if len(results) != len(wanted) {
			t.Fatalf("%s: %d results, and %d findings: %v", file, len(results), len(wanted), results)
		}
		for i, own := range results {
			want := wanted[i]
			if own.Code != want.Lint || own.Field != want.Place || words[own.Severity] != want.Severity ||
				!strings.HasSuffix(own.Finding, " ["+want.Citation+"]") || len(own.Finding) < 20 {
				t.Fatalf("%s: %+v is not %+v", file, own, want)
			}
		}
		all += len(results)
		if len(results) > most {
			most = len(results)
		}
	}
	if most < 4000 {
		t.Fatalf("no certificate has many findings: %d", most)
	}
	t.Logf("%d certificates, %d findings, %d of one", len(inputs), all, most)
}

// What cannot be linted is fatal for itself alone.
func TestWhatIsNoCertificateIsFatal(t *testing.T) {
	adapter, lin := start(t)
	good := firstBlock(t, filepath.Join(os.Getenv("TESTDATA"), "lint", "nc_dns_leading_dot.pem"))
	ask := func(input string) []linter.LintingResult {
		return adapter.HandleRequest(context.Background(), lin, &linter.LintingRequest{B64Input: input})
	}
	long := "-----BEGIN CERTIFICATE-----\n" + strings.Repeat("QUJD\n", 4<<20) + "-----END CERTIFICATE-----"
	for _, input := range []string{
		"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
		"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----",
		"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
		long,
	} {
		results := ask(input)
		if len(results) != 1 || results[0].Severity != linter.SEVERITY_FATAL || results[0].Finding == "" {
			t.Errorf("%.40q: %+v", input, results)
		}
		// The next request has its own answer.
		if results = ask(strings.ReplaceAll(good, "\n", "\r\n")); len(results) == 0 || results[0].Code != "nc_dns_leading_dot" {
			t.Errorf("after %.40q: %+v", input, results)
		}
	}
}

func TestALineThatIsNoneIsFatal(t *testing.T) {
	for _, line := range []string{"", "E", "E: ", "E: a: b", "X: a: b: c", "[Ready]", "{}"} {
		if own := result(line); own.Severity != linter.SEVERITY_FATAL {
			t.Errorf("%q: %+v", line, own)
		}
	}
	own := result("W: a: b[0]: c: d [RFC 1 §1]")
	if own != (linter.LintingResult{Severity: linter.SEVERITY_WARNING, Code: "a", Field: "b[0]", Finding: "c: d [RFC 1 §1]"}) {
		t.Errorf("%+v", own)
	}
}
