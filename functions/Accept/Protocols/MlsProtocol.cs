using Relay.Functions.Accept.Mls;

namespace Relay.Functions.Accept.Protocols;

/// <summary>Messaging Layer Security (RFC 9420).</summary>
public sealed class MlsProtocol : IProtocolShape
{
    /// <summary>The word for it.</summary>
    public const string Word = "mls";

    internal const string Rule = "17 (public message), 18 (private message), 19 (Welcome) or 20 (GroupInfo)";

    /// <inheritdoc/>
    public string Name => Word;

    /// <inheritdoc/>
    public string TypeRule => Rule;

    /// <inheritdoc/>
    public bool IsType(int type) => MlsShape.IsType(type);

    /// <inheritdoc/>
    public string? Check(byte type, ReadOnlySpan<byte> content) => MlsShape.Check(type, content);
}
