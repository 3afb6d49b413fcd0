/// An element with all that is in it. Only entries of feeds are kept like this, one at a time.
struct XMLElement {
    enum Child {
        case element(XMLElement)
        case text(String)
    }

    var name: String
    /// Nil for none.
    var namespace: String?
    /// Named as they were written: `xml:lang` is known by its prefix.
    var attributes: [(name: String, value: String)]
    var children: [Child] = []

    init(name: String, namespace: String?, attributes: [(name: String, value: String)]) {
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
    }

    func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

    var elements: [XMLElement] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    func first(_ name: String, in namespaces: Set<String?>) -> XMLElement? {
        elements.first { $0.name == name && namespaces.contains($0.namespace) }
    }

    /// All text in it, markup left out.
    var text: String {
        var text = ""
        for child in children {
            switch child {
            case .text(let part): text += part
            case .element(let element): text += element.text
            }
        }
        return text
    }

    /// For XHTML: the same layout that HTML gets.
    func lay(out layout: inout TextLayout) {
        for child in children {
            switch child {
            case .text(let text): for byte in text.utf8 { layout.append(byte) }
            case .element(let element):
                let tag = TextLayout.tag(element.name.lowercased())
                if tag == .hidden { continue }
                layout.begin(tag)
                element.lay(out: &layout)
                layout.end(tag)
            }
        }
    }
}

extension XMLReader {
    /// What is inside the element that was just opened, to its end.
    mutating func contents(of element: XMLElement) throws(ReadingError) -> XMLElement {
        var whole = element
        var inner: [XMLElement] = []
        while true {
            switch try next() {
            case .text(let text): Self.add(.text(text), to: &whole, &inner)
            case .open(let element): inner.append(element)
            case .close:
                guard let closed = inner.popLast() else { return whole }
                Self.add(.element(closed), to: &whole, &inner)
            case .end: throw failure("it ends inside an element")
            }
        }
    }

    private static func add(
        _ child: XMLElement.Child, to whole: inout XMLElement, _ inner: inout [XMLElement]
    ) {
        if inner.isEmpty {
            whole.children.append(child)
        } else {
            inner[inner.count - 1].children.append(child)
        }
    }
}
