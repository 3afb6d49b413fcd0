internal import CCrypto

/// scrypt (RFC 7914), for passphrases. It is meant to be slow and to take memory: one at a time, on its own thread.
package enum Scrypt {
    package struct Parameters: Hashable, Sendable {
        /// Base-2 logarithm of the cost N.
        package var costLog2: Int
        package var blockSize: Int
        package var parallelism: Int

        /// About 50 ms and 32 MB.
        package static let interactive = Parameters(costLog2: 15, blockSize: 8, parallelism: 1)

        package init(costLog2: Int, blockSize: Int, parallelism: Int) {
            self.costLog2 = costLog2
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// What a hash may ask of the one who checks it: N from 2 to 2^20, r to 32, p to 16, memory to 256 MiB.
        var areAllowed: Bool {
            (1...20).contains(costLog2) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
                && 128 * blockSize << costLog2 <= Scrypt.memoryBytesMax
        }
    }

    package static let memoryBytesMax = 256 << 20
    package static let hashByteCount = 32
    package static let saltByteCount = 16
    private static let saltByteCountMax = 64

    package static func hash(
        passphrase: [UInt8],
        salt: [UInt8],
        parameters: Parameters = .interactive,
        byteCount: Int = hashByteCount
    ) throws(CryptographyError) -> [UInt8] {
        guard parameters.areAllowed, byteCount > 0 else { throw .parametersRefused }
        var output = [UInt8](repeating: 0, count: byteCount)
        // libcrypto counts its own working blocks too, so its limit is above ours.
        let status = unsafe passphrase.withUnsafeBytes { passphrase in
            unsafe EVP_PBE_scrypt(
                passphrase.bindMemory(to: CChar.self).baseAddress, passphrase.count, salt, salt.count,
                1 << UInt64(parameters.costLog2), UInt64(parameters.blockSize),
                UInt64(parameters.parallelism),
                UInt64(2 * memoryBytesMax), &output, byteCount)
        }
        guard status == 1 else {
            ERR_clear_error()
            throw .parametersRefused
        }
        return output
    }

    /// `$scrypt$ln=15,r=8,p=1$SALT$HASH`, salt and hash in base64 without padding.
    package static func encode(
        passphrase: [UInt8],
        salt: [UInt8],
        parameters: Parameters = .interactive
    ) throws(CryptographyError) -> String {
        let hash = try hash(passphrase: passphrase, salt: salt, parameters: parameters)
        let cost = "ln=\(parameters.costLog2),r=\(parameters.blockSize),p=\(parameters.parallelism)"
        return "$scrypt$\(cost)$\(Base64.encode(salt, padded: false))$\(Base64.encode(hash, padded: false))"
    }

    /// The same with a fresh salt.
    package static func encode(
        passphrase: [UInt8],
        parameters: Parameters = .interactive
    ) throws(CryptographyError) -> String {
        try encode(passphrase: passphrase, salt: RandomBytes.make(saltByteCount), parameters: parameters)
    }

    /// Whether the passphrase gives this encoded hash; compared in constant time.
    package static func verify(passphrase: [UInt8], encoded: String) throws(CryptographyError) -> Bool {
        let fields = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0].isEmpty, fields[1] == "scrypt",
            let parameters = parameters(fields[2]),
            let salt = Base64.decode(String(fields[3]), padded: false), salt.count <= saltByteCountMax,
            let expected = Base64.decode(String(fields[4]), padded: false), expected.count == hashByteCount
        else { throw .malformedHash }
        let hash = try hash(passphrase: passphrase, salt: salt, parameters: parameters)
        return ConstantTime.equal(hash, expected)
    }

    private static func parameters(_ text: Substring) -> Parameters? {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 3,
            let cost = number(fields[0], after: "ln="), let blockSize = number(fields[1], after: "r="),
            let parallelism = number(fields[2], after: "p=")
        else { return nil }
        return Parameters(costLog2: cost, blockSize: blockSize, parallelism: parallelism)
    }

    private static func number(_ field: Substring, after name: String) -> Int? {
        guard field.hasPrefix(name) else { return nil }
        let digits = field.dropFirst(name.count)
        guard (1...3).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return nil
        }
        return Int(digits)
    }
}
