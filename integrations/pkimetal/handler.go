// Package srvname runs srvname as a linter of pkimetal: names and name constraints, of SRVNames (RFC 4985) and of all other
// forms.
//
// srvname is a process for each instance, which answers on its standard output. The request goes through HandleRequest,
// since what srvname is told is the names of its own profiles: the numbers of pkimetal's may change.
package srvname

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/pkimetal/pkimetal/config"
	"github.com/pkimetal/pkimetal/linter"
)

type Srvname struct{}

// The letters of an answer, and what they are to pkimetal.
var severities = map[string]linter.SeverityLevel{
	"I": linter.SEVERITY_INFO,
	"N": linter.SEVERITY_NOTICE,
	"W": linter.SEVERITY_WARNING,
	"E": linter.SEVERITY_ERROR,
	"F": linter.SEVERITY_FATAL,
}

func init() {
	(&linter.Linter{
		Name:         "srvname",
		Version:      version(),
		Url:          "https://docs.rs/srvname",
		Unsupported:  linter.NonCertificateProfileIDs,
		NumInstances: config.Config.Linter.Srvname.NumProcesses,
		ReadySignal:  linter.PKIMETAL_READY,
		Interface:    func() linter.LinterInterface { return &Srvname{} },
	}).Register()
}

// version returns what `srvname -V` prints after the name.
func version() string {
	out, err := exec.Command(config.Config.Linter.Srvname.Path, "-V").Output()
	if fields := strings.Fields(string(out)); err == nil && len(fields) == 2 {
		return fields[1]
	}
	return linter.NOT_INSTALLED
}

func (s *Srvname) StartInstance() (useHandleRequest bool, directory, cmd string, args []string) {
	return true, "", config.Config.Linter.Srvname.Path, []string{"lint", "--pkimetal"}
}

func (s *Srvname) StopInstance(lin *linter.LinterInstance) {
}

// profilesOf returns the profiles of srvname for one of pkimetal's.
func profilesOf(id linter.ProfileId) string {
	has := func(list []linter.ProfileId) bool {
		for _, other := range list {
			if other == id {
				return true
			}
		}
		return false
	}
	switch {
	case has(linter.TbrTevgCertificateProfileIDs):
		return "pkix,srv,br"
	case has(linter.SbrLeafProfileIDs), id == linter.SBR_ROOT_SMIME, id == linter.SBR_SUBORDINATE_SMIME:
		return "pkix,srv,smime"
	default:
		return "pkix,srv"
	}
}

func (s *Srvname) HandleRequest(ctx context.Context, lin *linter.LinterInstance, lreq *linter.LintingRequest) []linter.LintingResult {
	request := profilesOf(lreq.ProfileId) + "\n" + strings.TrimSpace(lreq.B64Input) + "\n"
	if _, err := io.WriteString(lin.Stdin, request); err != nil {
		return []linter.LintingResult{fatal(fmt.Sprintf("cannot write to srvname: %v", err))}
	}
	var results []linter.LintingResult
	for lin.Stdout.Scan() {
		line := lin.Stdout.Text()
		if line == linter.PKIMETAL_ENDOFRESULTS {
			return results
		}
		results = append(results, result(line))
	}
	return append(results, fatal(fmt.Sprintf("srvname ended without an answer: %v", lin.Stdout.Err())))
}

// result reads a line of an answer: the severity, and of a finding the lint, the place and the message.
func result(line string) linter.LintingResult {
	letter, rest, found := strings.Cut(line, ": ")
	severity, known := severities[letter]
	if !found || !known {
		return fatal(fmt.Sprintf("not a line of srvname: %q", line))
	}
	if severity == linter.SEVERITY_FATAL || severity == linter.SEVERITY_INFO {
		return linter.LintingResult{Severity: severity, Finding: rest}
	}
	parts := strings.SplitN(rest, ": ", 3)
	if len(parts) != 3 {
		return fatal(fmt.Sprintf("not a finding of srvname: %q", line))
	}
	return linter.LintingResult{Severity: severity, Code: parts[0], Field: parts[1], Finding: parts[2]}
}

func fatal(why string) linter.LintingResult {
	return linter.LintingResult{Severity: linter.SEVERITY_FATAL, Finding: why}
}

func (s *Srvname) ProcessResult(lresult linter.LintingResult) linter.LintingResult {
	return lresult
}
