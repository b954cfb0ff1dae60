module srvname.example/peers

go 1.26
