/// What to do with a secret instead of writing it into a file that goes into the log.
enum SecretAdvice {
    static let text =
        "Put it into a credential (LoadCredential= of the unit) and name it here with credential: NAME. "
        + "If it was ever saved here, have a new one issued"
}
