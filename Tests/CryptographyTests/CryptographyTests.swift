import Cryptography
import Testing

@Suite("Cryptography")
struct CryptographyTests {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test("SHA-256 gives the values of FIPS 180-4")
    func sha256() {
        #expect(
            SHA256.hash(Array("abc".utf8)).description
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.hash([]).description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.hash([UInt8](repeating: 97, count: 1_000_000)).description
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("Hashing in pieces gives the same, and the hasher can be used again")
    func incremental() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var hasher = SHA256()
        for _ in 0..<3 {
            for start in stride(from: 0, to: bytes.count, by: 37) {
                hasher.update(Array(bytes[start..<min(start + 37, bytes.count)]))
            }
            #expect(hasher.finish() == SHA256.hash(bytes))
        }
        hasher.update([1, 2, 3])
        hasher.reset()
        #expect(hasher.finish() == SHA256.hash([]))
    }

    @Test("A digest is made of exactly 32 bytes")
    func digests() {
        let digest = SHA256.hash([1])
        #expect(Digest(digest.bytes) == digest)
        #expect(Digest([1, 2]) == nil)
        #expect(Digest(digest.bytes.span.bytes, at: 1) == nil)
    }

    @Test("HMAC-SHA-256 gives the values of RFC 4231")
    func hmac() {
        #expect(
            HMAC.sha256(key: [UInt8](repeating: 0x0B, count: 20), message: Array("Hi There".utf8)).description
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(
            HMAC.sha256(key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
                .description
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            HMAC.sha256(key: [], message: []).description
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("scrypt gives the values of RFC 7914")
    func scrypt() throws {
        let hash = try Scrypt.hash(
            passphrase: Array("password".utf8), salt: Array("NaCl".utf8),
            parameters: .init(costLog2: 10, blockSize: 8, parallelism: 16), byteCount: 64)
        #expect(
            hex(hash) == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
    }

    @Test("An encoded hash accepts its passphrase and no other")
    func encodedHash() throws {
        let parameters = Scrypt.Parameters(costLog2: 4, blockSize: 8, parallelism: 1)
        let encoded = try Scrypt.encode(passphrase: Array("correct horse".utf8), parameters: parameters)
        #expect(encoded.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(try Scrypt.verify(passphrase: Array("correct horse".utf8), encoded: encoded))
        #expect(try !Scrypt.verify(passphrase: Array("correct hors".utf8), encoded: encoded))
        #expect(try !Scrypt.verify(passphrase: [], encoded: encoded))
        #expect(try Scrypt.encode(passphrase: [1], parameters: parameters) != encoded)
    }

    @Test(
        "A malformed or greedy hash is an error, not a refusal",
        arguments: [
            "", "$", "$scrypt$", "$scrypt$ln=4,r=8,p=1$AAAA$AAAA", "$argon2id$ln=4,r=8,p=1$AAAA$AAAA",
            "$scrypt$ln=4,r=8$AAAA$AAAA", "$scrypt$ln=+4,r=8,p=1$AAAA$AAAA",
            "$scrypt$ln=63,r=8,p=1$AAAA$AAAA",
            "$scrypt$ln=20,r=32,p=16$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8,p=1$A A=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ])
    func malformedHash(text: String) {
        #expect(throws: CryptographyError.self) { try Scrypt.verify(passphrase: [1], encoded: text) }
    }

    @Test("Base64 gives the values of RFC 4648 and refuses everything else")
    func base64() {
        let samples = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foobar": "Zm9vYmFy"]
        for (plain, encoded) in samples {
            #expect(Base64.encode(Array(plain.utf8)) == encoded)
            #expect(Base64.decode(encoded) == Array(plain.utf8))
            let bare = String(encoded.prefix { $0 != "=" })
            #expect(Base64.encode(Array(plain.utf8), padded: false) == bare)
            #expect(Base64.decode(bare, padded: false) == Array(plain.utf8))
        }
        for wrong in ["Zg", "Zg=", "Zh==", "Z===", "====", "Zm9v\n", "Zm9-", "Z", "=Zg="] {
            #expect(Base64.decode(wrong) == nil, "\(wrong)")
        }
        for wrong in ["Zg==", "Zh", "Z"] { #expect(Base64.decode(wrong, padded: false) == nil, "\(wrong)") }
    }

    @Test("Random bytes differ, and comparison looks at every byte")
    func randomAndComparison() throws {
        let one = try RandomBytes.make(32)
        let other = try RandomBytes.make(32)
        #expect(one.count == 32 && one != other)
        #expect(try RandomBytes.make(0).isEmpty)
        #expect(ConstantTime.equal(one, one) && !ConstantTime.equal(one, other))
        #expect(!ConstantTime.equal(one, []) && ConstantTime.equal([], []))
    }
}
