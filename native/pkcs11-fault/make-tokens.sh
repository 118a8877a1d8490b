#!/bin/sh
# Makes the built-in tokens with openssl: one folder each, key.pem, certificate.der, issuer.der, before.der.
# usage: make-tokens.sh FOLDER
set -eu
final=$1
work=$final.$$
rm -rf "$final"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"
start=$(pwd)
cd "$work"

rsa_key() { openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$1" -out "$2" 2>/dev/null; }

# certificate KEY NAME OUT [option...]: signed by the zoo's authority.
certificate() {
  key=$1 name=$2 out=$3
  shift 3
  openssl req -new -utf8 -key "$key" -subj "/C=VN/O=Zoo/CN=$name" -out request.pem
  openssl x509 -req -in request.pem -CA authority.pem -CAkey authority.key -CAcreateserial \
    -extfile extensions "$@" -outform DER -out "$out" 2>/dev/null
}

printf 'keyUsage=critical,digitalSignature,nonRepudiation\nbasicConstraints=critical,CA:FALSE\n' > extensions
rsa_key 2048 authority.key
openssl req -x509 -new -key authority.key -subj '/C=VN/O=Zoo/CN=Zoo authority' -days 7300 -out authority.pem \
  -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
openssl x509 -in authority.pem -outform DER -out authority.der

mkdir plain
rsa_key 2048 plain/key.pem
certificate plain/key.pem 'Zoo person' plain/certificate.der -days 7300
cp authority.der plain/issuer.der

mkdir twin rsa-3072 ec-p256
rsa_key 2048 twin/key.pem
rsa_key 3072 rsa-3072/key.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec-p256/key.pem 2>/dev/null
for kind in twin rsa-3072 ec-p256; do
  certificate $kind/key.pem "Zoo $kind" $kind/certificate.der -days 7300
done

# A CA of openssl can set past dates; x509 cannot.
mkdir expired ca
cp plain/key.pem expired/key.pem
: > ca/index.txt
echo 01 > ca/serial
cat > ca/config <<'CONFIG'
[ca]
default_ca = zoo
[zoo]
dir = ca
database = ca/index.txt
new_certs_dir = ca
serial = ca/serial
default_md = sha256
policy = any
email_in_dn = no
unique_subject = no
[any]
countryName = optional
organizationName = optional
commonName = supplied
CONFIG
openssl req -new -key expired/key.pem -subj '/C=VN/O=Zoo/CN=Zoo expired' -out request.pem
openssl ca -batch -notext -config ca/config -cert authority.pem -keyfile authority.key -in request.pem \
  -extfile extensions -startdate 20200101000000Z -enddate 20210101000000Z -out expired/certificate.pem 2>/dev/null
openssl x509 -in expired/certificate.pem -outform DER -out expired/certificate.der

for kind in other-key no-key no-certificate unparsable huge; do mkdir $kind; done
cp plain/certificate.der no-key/
cp plain/key.pem no-certificate/
cp plain/certificate.der other-key/ && cp twin/key.pem other-key/
for kind in unparsable huge; do cp plain/key.pem plain/certificate.der $kind/; done
printf 'this is no certificate' > unparsable/before.der
head -c 1048576 /dev/zero > huge/before.der

mkdir blank foreign
: > blank/uninitialised
: > foreign/foreign

rm -rf ca request.pem extensions authority.* expired/certificate.pem
cd "$start"
# Another make may have been faster.
[ -e "$final" ] || mv "$work" "$final"
