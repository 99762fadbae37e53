namespace Relay.Functions.Accept.Protocols;

/// <summary>All protocols that an agreement can name. Each ciphertext type belongs to one of them.</summary>
public static class ProtocolShapes
{
    private static readonly IProtocolShape[] All = [new SignalProtocol(), new MlsProtocol()];

    /// <summary>Their words.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(shape => shape.Name)];

    /// <summary>The rule of types, for problem details.</summary>
    public static string TypeRule { get; } = string.Join("; ", All.Select(shape => $"{shape.Name}: {shape.TypeRule}"));

    /// <summary>The protocol of a ciphertext type; null for a number that partners may not send.</summary>
    public static IProtocolShape? Of(int type)
    {
        foreach (var shape in All)
        {
            if (shape.IsType(type))
                return shape;
        }

        return null;
    }

    /// <summary>Null when the content has the shape of its type, otherwise the rule that it breaks.</summary>
    public static string? Check(byte type, ReadOnlySpan<byte> content) => Of(type) is { } shape ? shape.Check(type, content) : TypeRule;
}
