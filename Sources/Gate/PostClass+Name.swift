extension PostClass {
    package var name: StaticName {
        switch self {
        case .routine: "routine"
        case .campaign: "campaign"
        case .paid: "paid"
        case .service: "service"
        case .crisis: "crisis"
        }
    }
}
