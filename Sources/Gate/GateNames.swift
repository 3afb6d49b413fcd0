/// The gate keeps words of its own for what the domain also names: fixed in size, with the numbers that stand in the
/// latch. Where both are in sight, these names tell them apart (a module with a type of its own name cannot be used
/// to qualify).
package typealias GatePostClass = PostClass
package typealias GateStopScope = StopScope
package typealias GateStopCategory = StopCategory
package typealias GateStopOrigin = StopOrigin
package typealias DrillRealm = Drill
package typealias GateDurability = Durability
