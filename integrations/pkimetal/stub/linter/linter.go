// Package linter stands for the package of pkimetal of this name: the declarations that an adapter uses, and nothing behind them.
package linter

import (
	"bufio"
	"context"
	"io"
)

type ProfileId int

const (
	RFC5280_LEAF ProfileId = iota
	TBR_LEAF_TLSSERVER_DV
	TBR_CRL
	SBR_ROOT_SMIME
	SBR_SUBORDINATE_SMIME
	SBR_LEAF_SMIME_MV_STRICT
)

var (
	TbrTevgCertificateProfileIDs = []ProfileId{TBR_LEAF_TLSSERVER_DV}
	SbrLeafProfileIDs            = []ProfileId{SBR_LEAF_SMIME_MV_STRICT}
	NonCertificateProfileIDs     = []ProfileId{TBR_CRL}
)

type SeverityLevel int

const (
	SEVERITY_INFO SeverityLevel = iota
	SEVERITY_NOTICE
	SEVERITY_WARNING
	SEVERITY_ERROR
	SEVERITY_FATAL
)

const (
	PKIMETAL_ENDOFRESULTS = "[EndOfResults]"
	PKIMETAL_READY        = "[Ready]"
	NOT_INSTALLED         = "not installed"
)

type LinterInterface interface {
	StartInstance() (useHandleRequest bool, directory, cmd string, args []string)
	StopInstance(lin *LinterInstance)
	HandleRequest(ctx context.Context, lin *LinterInstance, lreq *LintingRequest) []LintingResult
	ProcessResult(lresult LintingResult) LintingResult
}

type Linter struct {
	Name         string
	Version      string
	Url          string
	Unsupported  []ProfileId
	NumInstances int
	ReadySignal  string
	Interface    func() LinterInterface
}

type LinterInstance struct {
	*Linter
	Stdin  io.WriteCloser
	Stdout *bufio.Scanner
}

type LintingRequest struct {
	B64Input  string
	ProfileId ProfileId
}

type LintingResult struct {
	LinterName string
	Finding    string
	Field      string
	Code       string
	Severity   SeverityLevel
}

var Linters []*Linter

func (l *Linter) Register() { Linters = append(Linters, l) }
