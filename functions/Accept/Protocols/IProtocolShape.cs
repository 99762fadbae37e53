namespace Relay.Functions.Accept.Protocols;

/// <summary>Knows the shape of the messages of one protocol that agreements can name.</summary>
public interface IProtocolShape
{
    /// <summary>The word for it in agreements.</summary>
    string Name { get; }

    /// <summary>Its ciphertext types, for problem details.</summary>
    string TypeRule { get; }

    /// <summary>Whether this is one of its types that partners may send.</summary>
    bool IsType(int type);

    /// <summary>Null when the content has the shape of its type, otherwise the rule that it breaks.</summary>
    string? Check(byte type, ReadOnlySpan<byte> content);
}
