// Go's crypto/x509 as a peer: it answers the lines that src/peers/child.rs describes.
//
// With the argument "verify" what is timed is Verify with constraints less Verify without, signatures included: a check on
// the other way, which calls the function that Verify calls for name constraints.
package main

import (
	"bufio"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
	_ "unsafe"
)

//go:linkname checkChainConstraints crypto/x509.checkChainConstraints
func checkChainConstraints(chain []*x509.Certificate) error

// What "load" names, in its order.
const (
	endEntity = iota
	ca
	openCA
	nameless
	root
	count
)

type peer struct {
	byVerify bool
	der      [count][]byte
	parsed   [count]*x509.Certificate
}

var now = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// Whatever is computed for its time alone goes here, so that it is computed.
var sink any

func main() {
	p := &peer{byVerify: len(os.Args) > 1 && os.Args[1] == "verify"}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		answer, err := p.answer(strings.Fields(line))
		if err != nil {
			answer = "error: " + err.Error()
		}
		fmt.Println(answer)
	}
}

func (p *peer) answer(words []string) (string, error) {
	switch {
	case len(words) == 1 && words[0] == "who":
		return p.who(), nil
	case len(words) == 1 && words[0] == "measures":
		if p.byVerify {
			return "check", nil
		}
		return "check extensions certificates", nil
	case len(words) == 1+count && words[0] == "load":
		return "ok", p.load(words[1:])
	case len(words) == 1 && words[0] == "verdict":
		return p.verdict(), nil
	case len(words) == 3 && words[0] == "time":
		iterations, err := strconv.Atoi(words[2])
		if err != nil || iterations < 1 {
			return "", errors.New("no number of iterations")
		}
		took, err := p.time(words[1], iterations)
		return strconv.FormatFloat(took, 'f', 3, 64), err
	}
	return "", errors.New("not understood")
}

func (p *peer) who() string {
	version := strings.TrimPrefix(runtime.Version(), "go")
	if p.byVerify {
		return "Go, difference of Verify\n" + version + "\n`Certificate.Verify` below a root with constraints, less the same without; both verify one P-256 signature"
	}
	return "Go\n" + version + "\n`checkChainConstraints`, which `Verify` calls, on CA and end entity; it compiles the constraints each time. Extensions: with `ParseCertificate` of both, less that of the same certificates without the extensions. Certificates: `ParseCertificate` of both and `checkChainConstraints`"
}

func (p *peer) load(files []string) (err error) {
	for i, file := range files {
		if p.der[i], err = os.ReadFile(file); err != nil {
			return err
		}
		if p.parsed[i], err = x509.ParseCertificate(p.der[i]); err != nil {
			return err
		}
	}
	// Once, and not before each sample: there it would be all that a short one costs, and the checks too few to count.
	runtime.GC()
	return nil
}

func (p *peer) verdict() string {
	whole := p.verify(ca)
	names := p.check()
	switch {
	case whole == nil && names == nil:
		return "accepted"
	case whole != nil && names != nil:
		return "refused " + strings.ReplaceAll(whole.Error(), "\n", " ")
	}
	return fmt.Sprintf("refused Verify says %v, checkChainConstraints %v", whole, names)
}

func (p *peer) check() error {
	return checkChainConstraints([]*x509.Certificate{p.parsed[endEntity], p.parsed[ca]})
}

func (p *peer) verify(issuer int) error {
	pool := x509.NewCertPool()
	pool.AddCert(p.parsed[issuer])
	_, err := p.parsed[endEntity].Verify(x509.VerifyOptions{Roots: pool, CurrentTime: now})
	return err
}

func (p *peer) parse(which int) {
	parsed, err := x509.ParseCertificate(p.der[which])
	if err != nil {
		panic(err)
	}
	sink = parsed
}

func (p *peer) time(measure string, iterations int) (float64, error) {
	switch {
	case measure == "check" && p.byVerify:
		with := func() { sink = p.verify(ca) }
		return difference(iterations, with, func() { sink = p.verify(openCA) }), nil
	case measure == "check":
		return perCall(iterations, func() { sink = p.check() }), nil
	case measure == "extensions":
		with := func() { p.parse(endEntity); p.parse(ca); sink = p.check() }
		return difference(iterations, with, func() { p.parse(nameless); p.parse(openCA) }), nil
	case measure == "certificates":
		return perCall(iterations, func() {
			leaf, _ := x509.ParseCertificate(p.der[endEntity])
			issuer, _ := x509.ParseCertificate(p.der[ca])
			sink = checkChainConstraints([]*x509.Certificate{leaf, issuer})
		}), nil
	}
	return 0, errors.New("not measured")
}

func perCall(iterations int, call func()) float64 {
	start := time.Now()
	for range iterations {
		call()
	}
	return float64(time.Since(start).Nanoseconds()) / float64(iterations)
}

// As in src/peer.rs: the two take turns.
func difference(iterations int, with, without func()) float64 {
	turns := min(iterations, 8)
	sum := 0.0
	for range turns {
		sum += perCall(iterations/turns, with) - perCall(iterations/turns, without)
	}
	return sum / float64(turns)
}
