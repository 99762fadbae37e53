namespace Relay.Functions.Accept.Protocols;

/// <summary>The Signal protocol, as libsignal serialises it.</summary>
public sealed class SignalProtocol : IProtocolShape
{
    /// <summary>The word for it.</summary>
    public const string Word = "signal";

    /// <inheritdoc/>
    public string Name => Word;

    /// <inheritdoc/>
    public string TypeRule => SignalShape.TypeRule;

    /// <inheritdoc/>
    public bool IsType(int type) => SignalShape.IsType(type);

    /// <inheritdoc/>
    public string? Check(byte type, ReadOnlySpan<byte> content) => SignalShape.Check(type, content);
}
