import Varlink

/// JSON made from an interface file: every field filled in, or only those that must be.
struct InterfaceSamples {
    let interface: InterfaceDescription

    enum Extent: CaseIterable { case full, minimal }

    func object(_ structure: StructType, _ extent: Extent) -> JSONValue {
        var object: JSONObject = [:]
        for (index, field) in structure.fields.enumerated() {
            if extent == .minimal, field.type.isNullable { continue }
            object[field.name] = value(field.type, extent, seed: index)
        }
        return .object(object)
    }

    private func value(_ type: TypeExpression, _ extent: Extent, seed: Int) -> JSONValue {
        switch type {
        case .bool: .bool(seed.isMultiple(of: 2))
        case .integer: .integer(Int64(seed) - 3)
        case .float: .float(0.5)
        case .string: .string("text \(seed) \"é\"")
        case .object: ["anything": [1, "two", nil]]
        case .named(let name): named(name, extent, seed: seed)
        case .structure(let structure): object(structure, extent)
        case .enumeration(let names): .string(names[seed % names.count])
        case .array(let element): extent == .minimal ? [] : [value(element, extent, seed: seed)]
        case .map(let element): extent == .minimal ? [:] : ["key": value(element, extent, seed: seed)]
        case .nullable(let inner): value(inner, extent, seed: seed)
        }
    }

    private func named(_ name: String, _ extent: Extent, seed: Int) -> JSONValue {
        guard let type = interface.type(name) else { return .null }
        return value(type.type, extent, seed: seed)
    }
}
