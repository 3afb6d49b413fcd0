// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]
let lifetimes: [SwiftSetting] = settings + [.enableExperimentalFeature("Lifetimes")]
/// The wrappers of C libraries: each unsafe expression there says so.
let wrapper: [SwiftSetting] = lifetimes + [.strictMemorySafety()]

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "tocsin",
    products: [
        .executable(name: "tocsind", targets: ["tocsind"]),
        .executable(name: "tocsinctl", targets: ["tocsinctl"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Level 0: C.
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CChecksum"),
        .target(name: "CStopPath"),
        .target(name: "CTimers"),
        .target(name: "CInterfaces", exclude: ["interfaces"]),
        .target(name: "CVerifier", exclude: ["verify.py"]),
        .target(name: "CSentimentWeights", exclude: ["weights.bin"]),
        // Level 1.
        .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: wrapper),
        .target(name: "HTTPTransport", dependencies: ["CCurl"], swiftSettings: wrapper),
        .target(name: "Systemd", dependencies: ["CSystemd"], swiftSettings: wrapper),
        .target(name: "Cryptography", dependencies: ["CCrypto"], swiftSettings: wrapper),
        .target(name: "Zlib", dependencies: ["CZlib"], swiftSettings: wrapper),
        .target(name: "Varlink", swiftSettings: settings),
        .target(name: "CrisisModel", swiftSettings: settings),
        .target(name: "Sentiment", dependencies: ["CSentimentWeights"], swiftSettings: settings),
        // Level 2.
        .target(name: "VarlinkServer", dependencies: ["Varlink", nio, nioPosix], swiftSettings: settings),
        .target(name: "Gate", dependencies: ["CStopPath"], swiftSettings: settings),
        .target(
            name: "EventLog", dependencies: ["LMDB", "Cryptography", "CChecksum"], swiftSettings: lifetimes),
        .target(name: "Detection", dependencies: ["CrisisModel"], swiftSettings: settings),
        .target(name: "SentimentTraining", dependencies: ["Sentiment"], swiftSettings: settings),
        // Level 3.
        .target(
            name: "EventCodec", dependencies: ["CrisisModel", "Cryptography", "EventLog", "Varlink"],
            swiftSettings: settings),
        .target(
            name: "Evidence", dependencies: ["CVerifier", "Cryptography", "EventLog"], swiftSettings: settings
        ),
        .target(name: "Engine", dependencies: ["CrisisModel", "Detection"], swiftSettings: settings),
        .target(
            name: "Networks", dependencies: ["CrisisModel", "Gate", "HTTPTransport", "Varlink"],
            swiftSettings: settings),
        .target(name: "Scenarios", dependencies: ["CrisisModel"], swiftSettings: settings),
        .target(
            name: "PersonalData", dependencies: ["CrisisModel", "Cryptography"], swiftSettings: settings),
        .target(
            name: "LogFiles", dependencies: ["Cryptography", "EventLog", "Varlink", "Zlib"],
            swiftSettings: settings),
        // Level 4.
        .target(
            name: "Projections",
            dependencies: [
                "EventLog", "EventCodec", "Engine", "Evidence", "CrisisModel", "Cryptography", "Varlink",
            ],
            swiftSettings: settings),
        .target(
            name: "Rewind",
            dependencies: [
                "CrisisModel", "Engine", "EventCodec", "EventLog", "Evidence", "Projections", "Varlink",
            ],
            swiftSettings: settings),
        .target(
            name: "ControlInterface", dependencies: ["Varlink", "CInterfaces"], swiftSettings: settings),
        // Level 6.
        .target(
            name: "TocsinDaemon",
            dependencies: [
                "CTimers", "ControlInterface", "CrisisModel", "Cryptography", "Detection", "Engine",
                "EventCodec", "EventLog", "Evidence", "Gate", "HTTPTransport", "LogFiles", "Networks",
                "PersonalData", "Projections", "Rewind", "Scenarios", "Sentiment", "Systemd", "Varlink",
                "VarlinkServer", argumentParser, yams,
            ], swiftSettings: settings),
        .target(
            name: "TocsinCommands",
            dependencies: [
                "ControlInterface", "CrisisModel", "Cryptography", "Detection", "EventCodec", "EventLog",
                "Evidence",
                "LogFiles", "PersonalData", "Projections", "Rewind", "Scenarios", "Sentiment",
                "SentimentTraining", "Varlink", argumentParser,
            ], swiftSettings: settings),
        // Level 7.
        .executableTarget(
            name: "tocsind", dependencies: ["TocsinDaemon", argumentParser], swiftSettings: settings),
        .executableTarget(
            name: "tocsinctl", dependencies: ["TocsinCommands", argumentParser], swiftSettings: settings),
        // Tests.
        .executableTarget(
            name: "VarlinkCertificationServer", dependencies: ["Varlink", "VarlinkServer"],
            path: "Tests/VarlinkCertificationServer", swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["CrisisModel", "Varlink"], path: "Tests/TestSupport",
            exclude: ["mastodon.py", "receiver.py"], swiftSettings: settings),
        .target(
            name: "BenchmarkSupport",
            dependencies: ["CrisisModel", "Cryptography", "Engine", "EventLog", "PersonalData", "Varlink"],
            path: "Tests/Benchmarks/BenchmarkSupport", swiftSettings: settings),
        .executableTarget(
            name: "StopBenchmark", dependencies: ["BenchmarkSupport", "CrisisModel", "Varlink"],
            path: "Tests/Benchmarks/StopBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "StopCommandBenchmark", dependencies: ["BenchmarkSupport"],
            path: "Tests/Benchmarks/StopCommandBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "AppendBenchmark", dependencies: ["BenchmarkSupport", "EventLog"],
            path: "Tests/Benchmarks/AppendBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "ReplayBenchmark",
            dependencies: [
                "BenchmarkSupport", "CrisisModel", "Cryptography", "Engine", "EventCodec", "EventLog", "LMDB",
                "PersonalData", "Projections", "Sentiment",
            ], path: "Tests/Benchmarks/ReplayBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "LogBenchmark",
            dependencies: [
                "BenchmarkSupport", "CrisisModel", "Cryptography", "Engine", "EventCodec", "EventLog",
                "Evidence",
                "Projections", "Sentiment", "Varlink",
            ], path: "Tests/Benchmarks/LogBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "IntakeBenchmark",
            dependencies: ["BenchmarkSupport", "CrisisModel", "Sentiment", "Varlink"],
            path: "Tests/Benchmarks/IntakeBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "ReadingBenchmark", dependencies: ["BenchmarkSupport", "Networks", "Varlink"],
            path: "Tests/Benchmarks/ReadingBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "DetectionBenchmark", dependencies: ["BenchmarkSupport", "CrisisModel", "Detection"],
            path: "Tests/Benchmarks/DetectionBenchmark", swiftSettings: settings),
        .testTarget(name: "CrisisModelTests", dependencies: ["CrisisModel"], swiftSettings: settings),
        .testTarget(
            name: "NetworksTests", dependencies: ["CrisisModel", "HTTPTransport", "Networks", "Varlink"],
            swiftSettings: settings),
        .testTarget(
            name: "DetectionTests", dependencies: ["CrisisModel", "Detection", "Sentiment", "Varlink"],
            swiftSettings: settings),
        .testTarget(
            name: "EngineTests", dependencies: ["CrisisModel", "Detection", "Engine"], swiftSettings: settings
        ),
        .testTarget(
            name: "EventCodecTests",
            dependencies: [
                "CrisisModel", "Cryptography", "Engine", "EventCodec", "EventLog", "Evidence", "LogFiles",
                "Projections", "Varlink",
            ], swiftSettings: settings),
        .testTarget(
            name: "PersonalDataTests", dependencies: ["CrisisModel", "Cryptography", "PersonalData"],
            swiftSettings: settings),
        .testTarget(
            name: "ProjectionsTests",
            dependencies: [
                "CrisisModel", "Cryptography", "Detection", "Engine", "EventCodec", "EventLog", "Projections",
                "Varlink",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RewindTests",
            dependencies: [
                "CrisisModel", "Engine", "EventCodec", "EventLog", "Projections", "Rewind", "Sentiment",
                "Varlink",
            ], swiftSettings: settings),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "CrisisModel", "Cryptography", "Engine", "EventCodec", "EventLog", "Evidence", "Projections",
                "Rewind",
                "TestSupport", "Varlink", "tocsind", "tocsinctl",
            ],
            swiftSettings: settings),
        .testTarget(name: "TidyTests", swiftSettings: settings),
        .testTarget(
            name: "TourTests", dependencies: ["tocsind", "tocsinctl"], swiftSettings: settings),
        .testTarget(name: "LMDBTests", dependencies: ["LMDB"], swiftSettings: settings),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography"], swiftSettings: settings),
        .testTarget(
            name: "EventLogTests", dependencies: ["EventLog", "LMDB", "Cryptography", "CChecksum"],
            swiftSettings: settings),
        .testTarget(
            name: "EvidenceTests", dependencies: ["Evidence", "EventLog", "LMDB", "Cryptography"],
            swiftSettings: settings),
        .testTarget(
            name: "LogFilesTests", dependencies: ["LogFiles", "EventLog", "LMDB", "Cryptography"],
            swiftSettings: settings),
        .testTarget(name: "VarlinkTests", dependencies: ["Varlink"], swiftSettings: settings),
        .testTarget(
            name: "VarlinkServerTests",
            dependencies: ["Varlink", "VarlinkServer", "VarlinkCertificationServer"],
            swiftSettings: settings),
        .testTarget(name: "GateTests", dependencies: ["Gate"], swiftSettings: settings),
        .testTarget(name: "MisuseTests", dependencies: ["Gate"], swiftSettings: settings),
        .testTarget(name: "SentimentTests", dependencies: ["Sentiment"], swiftSettings: settings),
        .testTarget(
            name: "SentimentTrainingTests", dependencies: ["Sentiment", "SentimentTraining"],
            swiftSettings: settings),
        .testTarget(
            name: "ControlInterfaceTests", dependencies: ["ControlInterface", "Varlink"],
            swiftSettings: settings),
        .testTarget(
            name: "TocsinCommandsTests",
            dependencies: [
                "TocsinCommands", "ControlInterface", "Varlink", "CrisisModel", "EventCodec", "EventLog",
                "Evidence", argumentParser,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TocsinDaemonTests",
            dependencies: [
                "TocsinDaemon", "CrisisModel", "Scenarios", "ControlInterface", "Varlink", "Cryptography",
                "Engine", "EventCodec", "EventLog", "Gate", "Projections", "tocsind",
            ], swiftSettings: settings),
        .testTarget(
            name: "ScenariosTests", dependencies: ["Scenarios", "CrisisModel", "EventCodec", "Varlink"],
            swiftSettings: settings),
        .testTarget(
            name: "ScenarioTests", dependencies: ["tocsind", "tocsinctl"], exclude: ["airline-drill.py"],
            swiftSettings: settings),
        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport"], swiftSettings: settings),
        .testTarget(name: "SystemdTests", dependencies: ["Systemd"], swiftSettings: settings),
    ],
    cLanguageStandard: .c2x
)
