import Cryptography
import Testing

@Suite("A sealed box")
struct SealedBoxTests {
    struct Vector: Sendable {
        let key: String
        let nonce: String
        let plaintext: String
        let associatedData: String
        let ciphertext: String
        let tag: String
    }

    /// Test cases 13 to 16 of the GCM specification submitted to NIST, for 256-bit keys and 96-bit nonces.
    static let vectors = [
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: "", associatedData: "", ciphertext: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: String(repeating: "00", count: 16), associatedData: "",
            ciphertext: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888", plaintext: longText + "1aafd255", associatedData: "",
            ciphertext: longCiphertext + "898015ad", tag: "b094dac5d93471bdec1a502270e3cc6c"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888", plaintext: longText,
            associatedData: "feedfacedeadbeeffeedfacedeadbeefabaddad2", ciphertext: longCiphertext,
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]
    static let longText =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
        + "b16aedf5aa0de657ba637b39"
    static let longCiphertext =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
        + "c5f61e6393ba7a0abcc9f662"

    @Test("Boxes are those of the GCM specification, with one box used for all")
    func specification() {
        var box = SealedBox()
        for vector in Self.vectors {
            let (key, nonce) = (bytes(vector.key), bytes(vector.nonce))
            let associated = bytes(vector.associatedData)
            let sealed = box.seal(bytes(vector.plaintext), key: key, nonce: nonce, associatedData: associated)
            #expect(sealed == nonce + bytes(vector.ciphertext) + bytes(vector.tag))
            #expect(box.open(sealed, key: key, associatedData: associated) == bytes(vector.plaintext))
        }
    }

    @Test("Every changed bit is refused, and the box works on afterwards")
    func changed() {
        var box = SealedBox()
        let key = [UInt8](0..<32)
        let text = Array("the text of one mention".utf8)
        let sealed = box.seal(text, key: key, nonce: [UInt8](0..<12), associatedData: [1, 2])
        for bit in 0..<8 * sealed.count {
            #expect(box.open(flipped(sealed, bit), key: key, associatedData: [1, 2]) == nil)
        }
        #expect(box.open(sealed, key: flipped(key, 100), associatedData: [1, 2]) == nil)
        #expect(box.open(sealed, key: key, associatedData: [1, 3]) == nil)
        #expect(box.open(sealed, key: key) == nil)
        #expect(box.open(Array(sealed.dropLast()), key: key, associatedData: [1, 2]) == nil)
        #expect(box.open([], key: key) == nil)
        #expect(box.open([UInt8](repeating: 0, count: 27), key: key) == nil)
        #expect(box.open(sealed, key: [1], associatedData: [1, 2]) == nil)
        #expect(box.open(sealed, key: key, associatedData: [1, 2]) == text)
    }

    @Test("Texts of every length up to two pages come back")
    func lengths() {
        var box = SealedBox()
        let key = [UInt8](repeating: 7, count: 32)
        for count in stride(from: 0, through: 8_192, by: 61) {
            let text = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            let sealed = box.seal(text, key: key, nonce: [UInt8](repeating: UInt8(count % 251), count: 12))
            #expect(sealed.count == count + SealedBox.overheadByteCount)
            #expect(box.open(sealed, key: key) == text)
        }
    }

    @Test("A hundred thousand short texts are sealed in far less than a second of work")
    func speed() {
        var box = SealedBox()
        let key = [UInt8](repeating: 7, count: 32)
        let text = [UInt8](repeating: 0x61, count: 140)
        var nonce = [UInt8](repeating: 0, count: 12)
        var total = 0
        let clock = ContinuousClock()
        let taken = clock.measure {
            for index in 0..<100_000 {
                nonce[0] = UInt8(truncatingIfNeeded: index)
                nonce[1] = UInt8(truncatingIfNeeded: index >> 8)
                nonce[2] = UInt8(truncatingIfNeeded: index >> 16)
                total += box.seal(text, key: key, nonce: nonce, associatedData: [1]).count
            }
        }
        #expect(total == 100_000 * 168)
        // Ten times what an unoptimised build takes here: only a lookup for each box would come near it.
        #expect(taken < .seconds(10), "\(taken)")
    }
}
