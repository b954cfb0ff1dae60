// Issues a chain by the templates in this folder, with the package that step and step-ca use for them.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"time"

	"go.step.sm/crypto/x509util"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func issue(file, template string, parent *x509.Certificate, signer *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	subject := pkix.Name{CommonName: "Private Root CA"}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: subject}, key)
	check(err)
	request, err := x509.ParseCertificateRequest(der)
	check(err)
	data := x509util.CreateTemplateData(subject.CommonName, nil)
	made, err := x509util.NewCertificate(request, x509util.WithTemplate(template, data))
	check(err)
	certificate := made.GetCertificate()
	certificate.NotBefore = time.Now().Add(-time.Minute)
	certificate.NotAfter = time.Now().Add(24 * time.Hour)
	certificate.SerialNumber = big.NewInt(time.Now().UnixNano())
	if parent == nil {
		parent, signer = certificate, key
	}
	signed, err := x509util.CreateCertificate(certificate, parent, key.Public(), signer)
	check(err)
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed.Raw})
	check(os.WriteFile(file, block, 0o600))
	return signed, key
}

func main() {
	read := func(name string) string {
		text, err := os.ReadFile(name)
		check(err)
		return string(text)
	}
	root, rootKey := issue("root.pem", x509util.DefaultRootTemplate, nil, nil)
	ca, caKey := issue("sub-ca.pem", read("sub-ca.tpl"), root, rootKey)
	if _, err := os.Stat("service.tpl"); err == nil {
		issue("service.pem", read("service.tpl"), ca, caKey)
	}
}
