namespace Relay.Signatures;

/// <summary>The components of the profile, all of which every signature covers.</summary>
internal enum SignatureComponent : byte
{
    Method,
    Authority,
    Path,
    Query,
    ContentDigest,
}

/// <summary>The names of components as they are written in a signature base.</summary>
internal static class SignatureComponents
{
    internal const int Count = 5;

    /// <summary>The profile's list in the order in which Relay signs.</summary>
    internal const string Canonical = "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\")";

    internal static bool TryParse(ReadOnlySpan<char> name, out SignatureComponent component)
    {
        switch (name)
        {
            case "@method":
                component = SignatureComponent.Method;
                return true;
            case "@authority":
                component = SignatureComponent.Authority;
                return true;
            case "@path":
                component = SignatureComponent.Path;
                return true;
            case "@query":
                component = SignatureComponent.Query;
                return true;
            case "content-digest":
                component = SignatureComponent.ContentDigest;
                return true;
            default:
                component = default;
                return false;
        }
    }

    /// <summary>The start of the component's line in a signature base (RFC 9421, section 2.5).</summary>
    internal static ReadOnlySpan<byte> LineStart(SignatureComponent component) => component switch
    {
        SignatureComponent.Method => "\"@method\": "u8,
        SignatureComponent.Authority => "\"@authority\": "u8,
        SignatureComponent.Path => "\"@path\": "u8,
        SignatureComponent.Query => "\"@query\": "u8,
        SignatureComponent.ContentDigest => "\"content-digest\": "u8,
        _ => throw new ArgumentOutOfRangeException(nameof(component), component, "No such component."),
    };

    /// <summary>The component's value.</summary>
    internal static string Value(SignatureComponent component, in SignedRequestLine line, string contentDigest) => component switch
    {
        SignatureComponent.Method => line.Method,
        SignatureComponent.Authority => line.Authority,
        SignatureComponent.Path => line.Path is "" ? "/" : line.Path,
        SignatureComponent.Query => line.Query is "" ? "?" : line.Query,
        SignatureComponent.ContentDigest => contentDigest,
        _ => throw new ArgumentOutOfRangeException(nameof(component), component, "No such component."),
    };
}
