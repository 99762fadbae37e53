using Relay.Functions.Accept.Mls;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Groups;

/// <summary>Says whether a group message of a type may be sent on at all, before anything of it is routed.</summary>
internal interface IGroupContentCheck
{
    /// <summary>Null when it may.</summary>
    /// <param name="sender">The partner that signed.</param>
    /// <param name="type">6, 17 or 18.</param>
    /// <param name="message">The message as it was sent; not to be kept.</param>
    /// <param name="cancel">Ends the call.</param>
    ValueTask<Problem?> CheckAsync(PartnerRecord sender, byte type, ReadOnlyMemory<byte> message, CancellationToken cancel);
}

/// <summary>
/// Lets in sealed messages for several recipients, whose form is checked where they are split, and whole MLS messages. Whether two
/// partners have agreed on a protocol is asked for each recipient.
/// </summary>
internal sealed class GroupContentCheck : IGroupContentCheck
{
    /// <inheritdoc/>
    public ValueTask<Problem?> CheckAsync(PartnerRecord sender, byte type, ReadOnlyMemory<byte> message, CancellationToken cancel) =>
        ValueTask.FromResult(type != GroupTypes.Sealed && MlsShape.Check(type, message.Span) is { } rule ? Problems.CiphertextMalformed("message", rule) : null);
}
