import Cryptography

/// The break-glass code: two halves of 80 random bits each, in letters and digits that cannot be mistaken.
enum RecoveryCode {
    private static let halfBytes = 10
    /// Crockford's base 32.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// `ABCD-EFGH-JKMN-PQRS`; nil when the system gives no random bytes.
    static func half() -> String? {
        let bytes: [UInt8]
        do throws(CryptographyError) {
            bytes = try RandomBytes.make(halfBytes)
        } catch {
            return nil
        }
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                if text.count % 5 == 4 { text.append(UInt8(ascii: "-")) }
                text.append(alphabet[Int(bits >> UInt32(count)) & 31])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// However they are typed, and in whatever order: the same secret.
    static func joined(_ first: String, _ second: String) -> String {
        [first, second].map(normalised).sorted().joined(separator: ":")
    }

    private static func normalised(_ half: String) -> String {
        String(
            half.uppercased().compactMap { character -> Character? in
                switch character {
                case "O": "0"
                case "I", "L": "1"
                case "A"..."Z", "0"..."9": character
                default: nil
                }
            })
    }
}
