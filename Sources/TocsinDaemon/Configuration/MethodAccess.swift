/// Which role may call what: the one table.
package enum MethodAccess: Sendable {
    /// Stopping, and seeing what is stopped, is for everybody who can open the socket: its mode and group decide.
    case anyone
    case roles(Set<Role>)

    private static let reading = MethodAccess.roles(Set(Role.allCases))
    private static let desk = MethodAccess.roles([.agent, .coordinator])
    private static let lead = MethodAccess.roles([.coordinator])
    private static let upkeep = MethodAccess.roles([.coordinator, .administrator])
    private static let onDuty = MethodAccess.roles([.agent, .coordinator, .releaser, .administrator])
    private static let administering = MethodAccess.roles([.administrator])
    private static let releasing = MethodAccess.roles([.releaser])
    private static let drilling = MethodAccess.roles([.facilitator])
    /// What leaves the host with people's names in it, or reads the whole disk.
    private static let auditing = MethodAccess.roles([.auditor, .administrator])

    package static let table: [String: MethodAccess] = [
        "org.varlink.service.GetInfo": .anyone,
        "org.varlink.service.GetInterfaceDescription": .anyone,

        "org.tocsin.Stop.Engage": .anyone,
        "org.tocsin.Stop.Preview": .anyone,
        "org.tocsin.Stop.GetReceipt": .anyone,
        "org.tocsin.Stop.List": .anyone,
        "org.tocsin.Stop.Release": releasing,
        "org.tocsin.Stop.RehearseRelease": releasing,
        "org.tocsin.Stop.SetPassphrase": releasing,
        "org.tocsin.Stop.Lower": releasing,
        // Root at the machine, checked by the methods themselves.
        "org.tocsin.Stop.MakeRecoveryCode": administering,
        "org.tocsin.Stop.ReleaseWithRecoveryCode": administering,

        "org.tocsin.Service.Status": .anyone,
        "org.tocsin.Service.Readiness": reading,
        "org.tocsin.Service.GetMetrics": reading,
        "org.tocsin.Service.Reload": administering,
        "org.tocsin.Service.ConfirmClock": upkeep,

        "org.tocsin.Account.Register": administering,
        "org.tocsin.Account.Retire": administering,
        "org.tocsin.Account.List": reading,

        "org.tocsin.Post.Schedule": desk,
        "org.tocsin.Post.ScheduleMany": desk,
        "org.tocsin.Post.Edit": desk,
        "org.tocsin.Post.Hold": desk,
        "org.tocsin.Post.Unhold": desk,
        "org.tocsin.Post.Cancel": desk,
        "org.tocsin.Post.Review": desk,
        "org.tocsin.Post.Resolve": desk,
        "org.tocsin.Post.Approve": lead,
        "org.tocsin.Post.List": reading,
        "org.tocsin.Post.Show": reading,

        "org.tocsin.Mention.Import": .roles([.agent, .coordinator, .administrator]),
        "org.tocsin.Mention.List": reading,
        "org.tocsin.Mention.Show": reading,
        "org.tocsin.Mention.DeleteAtSource": .roles([.agent, .coordinator, .administrator]),

        "org.tocsin.Rule.Adopt": upkeep,
        "org.tocsin.Rule.Retire": upkeep,
        "org.tocsin.Rule.List": reading,

        "org.tocsin.Crisis.Declare": lead,
        "org.tocsin.Crisis.Dismiss": lead,
        "org.tocsin.Crisis.Close": lead,
        "org.tocsin.Crisis.List": reading,
        "org.tocsin.Crisis.Show": reading,

        "org.tocsin.Task.List": reading,
        "org.tocsin.Task.Complete": onDuty,

        "org.tocsin.Alert.List": reading,
        "org.tocsin.Alert.Acknowledge": onDuty,
        "org.tocsin.Alert.Test": upkeep,

        "org.tocsin.Drill.Start": drilling,
        "org.tocsin.Drill.Inject": drilling,
        "org.tocsin.Drill.Advance": drilling,
        "org.tocsin.Drill.End": drilling,
        "org.tocsin.Drill.List": reading,

        "org.tocsin.Log.Tail": reading,
        "org.tocsin.Log.State": reading,
        "org.tocsin.Log.Export": auditing,
        "org.tocsin.Log.Verify": auditing,
        "org.tocsin.Log.SignCheckpoint": auditing,
        "org.tocsin.Log.GetCheckpoint": reading,
        "org.tocsin.Log.Prove": auditing,
        "org.tocsin.Log.ProveConsistency": auditing,
        "org.tocsin.Log.StateAt": auditing,
        "org.tocsin.Log.Difference": auditing,
        "org.tocsin.Log.Rebuild": auditing,
        "org.tocsin.Log.Migrate": administering,
        // Two of them, each with a passphrase.
        "org.tocsin.Log.Succeed": releasing,
        "org.tocsin.Log.EraseAuthor": administering,
        "org.tocsin.Log.PlaceLegalHold": auditing,
        "org.tocsin.Log.LiftLegalHold": auditing,
        "org.tocsin.Log.ListLegalHolds": auditing,
        "org.tocsin.Log.ExportBlocks": auditing,
        "org.tocsin.Log.Statistics": auditing,
        "org.tocsin.Log.Why": reading,
        "org.tocsin.Log.ProveStop": auditing,
        "org.tocsin.Log.WhatIfStop": auditing,
        "org.tocsin.Log.Indicators": auditing,
    ]
}
