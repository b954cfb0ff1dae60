module github.com/pkimetal/pkimetal

go 1.18
