using Microsoft.Extensions.Options;
using Relay.Functions.Limits;
using Relay.Functions.Storage;

namespace Relay.Functions.Keys;

/// <summary>
/// Hands out devices' keys, a one-time key at most once ever: the cursor in the device's row is moved, under the condition that nobody
/// else has moved it, before any key is read or given to anybody. Whatever stops in between loses a key and hands out none twice.
/// Claims of one device within this instance are taken together, one group after the other, so that many at once are few writes.
/// </summary>
internal sealed partial class DeviceClaims
{
    private const int MostInGroup = 64;

    private readonly DeviceKeyStore _store;
    private readonly KeyEvents _events;
    private readonly TimeProvider _clock;
    private readonly ILogger<DeviceClaims> _logger;
    private readonly long _mostDaily;
    private readonly GroupedWrites<(string Partition, int Device), ClaimTurn> _groups;

    public DeviceClaims(DeviceKeyStore store, KeyEvents events, IOptions<LimitsOptions> limits, TimeProvider clock, ILogger<DeviceClaims> logger)
    {
        (_store, _events, _clock, _logger) = (store, events, clock, logger);
        _mostDaily = LimitTable.DeviceKeysDaily.Number(limits.Value);
        _groups = new GroupedWrites<(string, int), ClaimTurn>(MostInGroup, (device, turns) => TakeAsync(device.Item1, device.Item2, turns));
    }

    /// <summary>Claims; ends when it is known what is handed out.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused; nothing is handed out.</exception>
    public async Task<ClaimedDevice> ClaimAsync(ClaimTurn turn)
    {
        await _groups.WriteAsync((turn.Partition, turn.Device.Device), turn);
        return turn.Result;
    }

    // Not a caller's own cancellation: the group is not one caller's.
    private async Task TakeAsync(string partition, int device, IReadOnlyList<ClaimTurn> turns)
    {
        while (true)
        {
            if (await _store.FindAsync(partition, device, CancellationToken.None) is not { } keys)
                return;

            var (rest, taken) = Take(keys, turns);
            // Read before they are taken, and handed out only after that: once the row is written, another instance may use the pages up
            // and remove them.
            var pages = await ReadAsync(partition, device, taken);
            // Somebody else has changed the row: what was about to be taken may be theirs.
            if (!ReferenceEquals(rest, keys) && !await _store.TryTakeAsync(partition, rest, CancellationToken.None))
                continue;

            for (var i = 0; i < turns.Count; i++)
            {
                if (keys.IsOf(turns[i].IdentityKey, turns[i].Device.RegistrationId))
                    turns[i].Result = Result(turns[i], keys, taken[i], pages);
            }

            await AfterwardsAsync(partition, turns[0], keys, rest);
            return;
        }
    }

    private (DeviceKeys Left, TakenKeys?[] Taken) Take(DeviceKeys keys, IReadOnlyList<ClaimTurn> turns)
    {
        var now = _clock.GetUtcNow();
        var taken = new TakenKeys?[turns.Count];
        var rest = keys;
        for (var i = 0; i < turns.Count; i++)
        {
            var turn = turns[i];
            var isUseful = !turn.NeedsKyber || keys.LastResort is not null || rest.Pages.Length > 0;
            if (!isUseful || !keys.IsOf(turn.IdentityKey, turn.Device.RegistrationId) || rest.Takes.Of(turn.Claimant, now) >= _mostDaily)
                continue;
            if (OneTimeKeys.Take(rest, turn.Claimant, now) is { } next)
                (rest, taken[i]) = next;
        }

        return (rest, taken);
    }

    private async Task<Dictionary<long, byte[]?>> ReadAsync(string partition, int device, TakenKeys?[] taken)
    {
        var pages = new Dictionary<long, byte[]?>();
        foreach (var number in taken.Select(keys => keys?.Page).OfType<long>().Distinct())
            pages[number] = await _store.ReadPageAsync(partition, device, number, CancellationToken.None);
        return pages;
    }

    private static ClaimedDevice Result(ClaimTurn turn, DeviceKeys keys, TakenKeys? taken, Dictionary<long, byte[]?> pages) => turn.Result with
    {
        SignedPreKey = keys.SignedPreKey,
        LastResortKyberPreKey = keys.LastResort,
        PreKey = taken?.PreKey,
        KyberPreKey = taken is { Page: { } number, Index: var index } && pages[number] is { } page ? PackedKeys.OfPage(page, index) : null,
    };

    // A page that is used up stays until the next one is: a claim at another instance may be about to read its last key.
    private async Task AfterwardsAsync(string partition, ClaimTurn turn, DeviceKeys before, DeviceKeys after)
    {
        try
        {
            if (_events.IsLow(before, after))
                await _events.LowAsync(turn.User, after, CancellationToken.None);
            if (after.SpentPage == before.SpentPage)
                return;
            var spent = before.Pages.Select(page => page.Number).Where(number => number < after.SpentPage);
            foreach (var number in before.SpentPage is { } earlier ? spent.Prepend(earlier) : spent)
                await _store.RemovePageAsync(partition, after.Device, number, CancellationToken.None);
        }
        catch (Exception failure) when (StoreFailures.IsPassing(failure))
        {
            // The keys are the claimers': they are not to be lost for this. The next upload removes what is left.
            Log.LeftUndone(_logger, failure, turn.User.Partner);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7300, Level = LogLevel.Warning, Message = "After a claim of keys of a user of {Partner}, a used-up page was not removed or the partner not told of a low stock")]
        public static partial void LeftUndone(ILogger logger, Exception failure, string partner);
    }
}
