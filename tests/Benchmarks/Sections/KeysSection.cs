using System.Diagnostics;
using Relay.Benchmarks.Floors;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;
using Relay.Client;
using Relay.Client.Keys;
using Relay.Identities;

namespace Relay.Benchmarks.Sections;

/// <summary>
/// What publishing and claiming keys costs, over the whole relay: an upload of 100 keys of each sort against 101 bare signature checks and
/// one transaction of the same bytes, and claims of 16 users on one device against bare conditional updates of one row.
/// </summary>
internal static class KeysSection
{
    public const string Part = "keys";

    private const int OneTimeKeys = 100;
    private const int Uploads = 15;
    private const int Claimers = 16;
    private const int ClaimsOfEach = 10;
    private const int Claims = Claimers * ClaimsOfEach;

    private static readonly Dictionary<string, string> Unlimited = new()
    {
        ["Limits__PartnerKeyUploadsBurst"] = "1000000",
        ["Limits__PartnerClaimsBurst"] = "1000000",
        ["Limits__UsersClaimsBurst"] = "100000",
        ["Limits__DeviceKeysDaily"] = "1000000",
    };

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        await using var stand = await RelayStand.StartAsync(new StandOptions(folder, AcceptOnly: true, Settings: Unlimited, StorageInMemory: true), cancel);
        var relay = new Uri($"http://{stand.Authority}/");
        using var operatorKey = stand.Identity.OperatorKey();
        using var @operator = Accounts.Client(relay, stand.Authority, operatorKey);
        using var key = await Accounts.RegisterPartnerAsync(relay, stand.Authority, @operator, ("publishers", 1, Uploads), stand.Partner.Webhook, cancel);
        using var publisher = Accounts.Client(relay, stand.Authority, key);
        using var claimer = Accounts.Client(relay, stand.Authority, stand.SenderKey);
        var floor = new KeysFloor(stand.Azurite.ConnectionString);

        // The first round of each warms up.
        var (uploads, bare, claims, updates) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var window = 0; window <= Statistics.Windows; window++)
        {
            cancel.ThrowIfCancellationRequested();
            uploads.Add(await UploadsAsync(publisher, window + 1, cancel));
            bare.Add(await floor.UploadsAsync(Uploads, OneTimeKeys, cancel));
            claims.Add(await ClaimsAsync(publisher, claimer, window + 1, cancel));
            updates.Add(await floor.UpdatesAsync(Claims, cancel));
        }

        report.Add(new Figure(Part, "an upload of 100 keys of each sort", Median(uploads), "ms", Median(bare), "101 checks and a transaction"));
        report.Add(new Figure(Part, "claims a second, 16 users, one device", Median(claims), "/s", Median(updates), "reads and updates of a row, one after the other"));
    }

    private static double Median(List<double> windows) => Statistics.Median(windows.Skip(1));

    // Milliseconds of the middle one; the window's devices are new ones.
    private static async Task<double> UploadsAsync(RelayClient publisher, int device, CancellationToken cancel)
    {
        var times = new List<double>();
        for (var user = 0; user < Uploads; user++)
        {
            using var identity = new TestIdentity();
            var upload = KeysLoad.Upload(identity, OneTimeKeys, firstId: 1);
            var start = Stopwatch.GetTimestamp();
            await publisher.PutKeysAsync(Accounts.User(user), device, upload, cancel);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Statistics.Median(times);
    }

    private static async Task<double> ClaimsAsync(RelayClient publisher, RelayClient claimer, int device, CancellationToken cancel)
    {
        using var identity = new TestIdentity();
        await publisher.PutKeysAsync(Accounts.User(0), device, KeysLoad.Upload(identity, OneTimeKeys, firstId: 1) with { RegistrationId = 99 }, cancel);
        await publisher.PutKeysAsync(Accounts.User(0), device, KeysLoad.OneTime(identity, OneTimeKeys, firstId: OneTimeKeys + 1), cancel);
        var target = new KeyTarget("publishers", Accounts.User(0), [device]);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Claimers).Select(async user =>
        {
            for (var i = 0; i < ClaimsOfEach; i++)
            {
                var results = await claimer.ClaimKeysAsync(Accounts.User(user), [target], cancel);
                if (results[0].Accounts?[0].Devices.SingleOrDefault(one => one.Device == device)?.KyberPreKey is null)
                    throw new InvalidOperationException("A claim got no one-time key: " + results[0].Problem?.Code);
            }
        }));
        return Claims / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
