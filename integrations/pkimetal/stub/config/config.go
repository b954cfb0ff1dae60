// Package config stands for the package of pkimetal of this name, with the part that the adapter reads.
package config

import "os"

type srvname struct {
	NumProcesses int
	Path         string
}

type linters struct{ Srvname srvname }

// Config has what the environment says, since the adapter reads it before a test can write it.
var Config = struct{ Linter linters }{linters{srvname{1, os.Getenv("SRVNAME")}}}
