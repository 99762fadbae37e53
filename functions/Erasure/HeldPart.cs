using Relay.Functions.Held;
using Relay.Functions.People;

namespace Relay.Functions.Erasure;

/// <summary>Ends held envelopes from and to an erased user as erased.</summary>
internal sealed class HeldPart(IHeldStore held, HeldEndings endings, AddressKeys keys) : IErasePart
{
    private const int Page = 100;

    private readonly UserTags _tags = new(keys, HeldStore.TagPurpose);

    /// <inheritdoc/>
    public string Gone => "held";

    /// <inheritdoc/>
    public async Task EraseAsync(Erasing erasing, CancellationToken cancel)
    {
        var query = new HeldQuery(EitherTag: _tags.Of(erasing.User));
        (string, string)? after = null;
        while (await held.ListAsync(query, after, Page, cancel) is { Count: > 0 } page)
        {
            foreach (var record in page.Where(record => record.AcceptedAt is { } acceptedAt && erasing.Covers(acceptedAt)))
                await endings.EraseAsync(record, cancel);
            after = (page[^1].Partner, page[^1].Key);
        }
    }
}
