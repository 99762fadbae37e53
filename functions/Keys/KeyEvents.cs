using System.Globalization;
using Microsoft.Extensions.Options;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Keys;

/// <summary>Tells partners that a device of theirs needs one-time keys: once for each time that a stock falls below the bound.</summary>
internal sealed class KeyEvents(IPartnerEvents events, IOptions<KeyOptions> options)
{
    /// <summary>Whether a claim has taken a stock below the bound.</summary>
    public bool IsLow(DeviceKeys before, DeviceKeys after) =>
        Falls(before.PreKeyCount, after.PreKeyCount) || Falls(before.KyberCount, after.KyberCount);

    /// <summary>Tells it.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public Task LowAsync(Address user, DeviceKeys keys, CancellationToken cancel) => events.TellAsync(
        user.Partner,
        PartnerEventTypes.KeysLow,
        new Dictionary<string, string>
        {
            ["user"] = user.User,
            ["device"] = Number(keys.Device),
            ["preKeys"] = Number(keys.PreKeyCount),
            ["kyberPreKeys"] = Number(keys.KyberCount),
        },
        cancel);

    private bool Falls(int before, int after) => before >= options.Value.LowStock && after < options.Value.LowStock;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
