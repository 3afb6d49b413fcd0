package import CrisisModel
package import Cryptography

/// Seals and opens what identifies the author of a mention, and their words.
///
/// The sealed value is a nonce of 12 bytes, the AES-256-GCM ciphertext and its tag of 16 bytes. The plaintext is five
/// texts (identifier, handle, name, text, link), each a length of four bytes, little-endian, and its UTF-8; the length
/// 2^32 - 1 stands for an absent one. The mention's key and the author's number are authenticated with it, so that a
/// sealed value cannot be moved to another mention.
package enum MentionSeal {
    private static let absent = UInt32.max

    /// The 128 bits under which a mention is known, and those under which its author is.
    package static func tags(
        of mention: MentionRecorded, in realm: RealmID, with file: AuthorKeyFile
    ) -> (mention: KeyedHash, author: KeyedHash) {
        (
            tag("mention", realm, mention.source, mention.id, file),
            authorTag(source: mention.source, handle: mention.author, in: realm, with: file)
        )
    }

    package static func authorTag(
        source: SourceID, handle: String, in realm: RealmID, with file: AuthorKeyFile
    ) -> KeyedHash {
        tag("author", realm, source, handle, file)
    }

    private static func tag(
        _ what: String, _ realm: RealmID, _ source: SourceID, _ name: String, _ file: AuthorKeyFile
    ) -> KeyedHash {
        var message: [UInt8] = []
        message.reserveCapacity(what.utf8.count + source.text.utf8.count + name.utf8.count + 8)
        message.append(contentsOf: what.utf8)
        message.append(0)
        withUnsafeBytes(of: realm.number.littleEndian) { message.append(contentsOf: $0) }
        message.append(contentsOf: source.text.utf8)
        message.append(0)
        message.append(contentsOf: name.utf8)
        return HMAC.sha256(key: file.secret, message: message).withUnsafeBytes { bytes in
            KeyedHash(
                high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
    }

    /// The mention as the log has it: what is personal stands in `sealed` alone.
    package static func seal(
        _ mention: MentionRecorded, with file: AuthorKeyFile, using box: inout SealedBox
    ) throws(PersonalDataError) -> MentionRecorded {
        guard let key = try file.slot(mention.authorNumber) else {
            throw PersonalDataError(.keyErased, "author \(mention.authorNumber) has no key")
        }
        var plaintext: [UInt8] = []
        plaintext.reserveCapacity(mention.text.utf8.count + 160)
        for text in [mention.id, mention.author, mention.name, mention.text, mention.link] {
            let length = text.map { UInt32($0.utf8.count) } ?? absent
            withUnsafeBytes(of: length.littleEndian) { plaintext.append(contentsOf: $0) }
            if let text { plaintext.append(contentsOf: text.utf8) }
        }
        var bare = mention.withoutPersonalData
        do throws(CryptographyError) {
            bare.sealed = box.seal(
                plaintext, key: key, nonce: try RandomBytes.make(SealedBox.nonceByteCount),
                associatedData: authenticated(mention))
        } catch {
            throw PersonalDataError(.noRandomness, "the text cannot be sealed: \(error.rawValue)")
        }
        return bare
    }

    /// With what was sealed, or nil when the author's key is gone, or the value is not what was sealed.
    package static func open(
        _ mention: MentionRecorded, with file: AuthorKeyFile, using box: inout SealedBox
    ) throws(PersonalDataError) -> MentionRecorded? {
        guard let key = try file.slot(mention.authorNumber),
            let plaintext = box.open(mention.sealed, key: key, associatedData: authenticated(mention))
        else { return nil }
        var texts: [String?] = []
        var position = 0
        while position + 4 <= plaintext.count, texts.count < 5 {
            let length = plaintext[position..<position + 4].reversed().reduce(UInt32(0)) {
                $0 << 8 | UInt32($1)
            }
            position += 4
            if length == absent {
                texts.append(nil)
                continue
            }
            guard position + Int(length) <= plaintext.count else { return nil }
            texts.append(String(decoding: plaintext[position..<position + Int(length)], as: UTF8.self))
            position += Int(length)
        }
        guard texts.count == 5, let id = texts[0], let author = texts[1], let text = texts[3] else {
            return nil
        }
        var clear = mention
        (clear.id, clear.author, clear.name, clear.text, clear.link) = (id, author, texts[2], text, texts[4])
        return clear
    }

    private static func authenticated(_ mention: MentionRecorded) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in [mention.key.high, mention.key.low, UInt64(bitPattern: mention.authorNumber)] {
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
