using System.Text.Json;
using Relay.Chaos.Evidence;
using Relay.Chaos.Faults;
using Relay.Chaos.Partners;
using Relay.Signatures;

namespace Relay.Chaos.Stand;

/// <summary>Something that the relay holds.</summary>
/// <param name="Key">Its name there.</param>
/// <param name="Envelope">The envelope.</param>
internal sealed record HeldEnvelope(string Key, EnvelopeKey Envelope);

/// <summary>The relay's operator during a run: changes partners' settings, and sends again what was held.</summary>
internal sealed class Operator : IDisposable
{
    private const int Ok = 200;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);

    private readonly SigningKey _key;
    private readonly SignedCalls _calls;

    public Operator(ChaosStack stack)
    {
        _key = stack.Identity.OperatorKey();
        _calls = new SignedCalls(_key, stack.Authority, [.. stack.Hosts.Select(host => host.Address)]);
    }

    /// <summary>
    /// Changes a partner's lanes and where they lie, or its mode, and tries until the relay takes it: it refuses a change while
    /// the one before is under way. False when the time was over first.
    /// </summary>
    /// <param name="partner">The partner.</param>
    /// <param name="change">What is to be; what it does not name stays.</param>
    /// <param name="patience">How long to try.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<bool> SetAsync(ChaosPartner partner, FaultEvent change, TimeSpan patience, CancellationToken cancel)
    {
        var settings = new Dictionary<string, object>
        {
            ["status"] = "live",
            ["endpoint"] = partner.Endpoint.AbsoluteUri,
            ["keys"] = new[] { partner.Key.Public.ToJwk() },
            ["capabilities"] = Registration.Capabilities,
        };
        if (change.Kind == FaultKind.ChangeLanes)
        {
            settings["lanes"] = change.Lanes;
            settings["namespaces"] = change.Namespaces.Split(',').Select(int.Parse);
        }

        if (change.Kind == FaultKind.ChangeMode)
            settings["mode"] = change.Mode;
        var body = JsonSerializer.SerializeToUtf8Bytes(settings, JsonSerializerOptions.Web);
        for (var until = DateTimeOffset.UtcNow + patience; DateTimeOffset.UtcNow < until; await Task.Delay(Wait, cancel))
        {
            if (await _calls.TryAsync(HttpMethod.Put, $"/v1/partners/{partner.Name}", body, cancel) is { Status: Ok })
                return true;
        }

        return false;
    }

    /// <summary>What is held for a partner: up to a page of it.</summary>
    public async Task<IReadOnlyList<HeldEnvelope>> HeldAsync(string partner, CancellationToken cancel)
    {
        if (await _calls.TryAsync(HttpMethod.Get, $"/v1/held?partner={partner}&max=100", [], cancel) is not { Status: Ok } answer)
            return [];

        using var page = JsonDocument.Parse(answer.Body);
        return
        [
            .. page.RootElement.GetProperty("held").EnumerateArray().Where(one => one.TryGetProperty("id", out _)).Select(one => new HeldEnvelope(
                one.GetProperty("key").GetString()!, new EnvelopeKey(one.GetProperty("sender").GetString()!, one.GetProperty("id").GetGuid()))),
        ];
    }

    /// <summary>Sends it again; what an unanswered call leaves is there to be listed again.</summary>
    public Task ReplayAsync(string partner, IEnumerable<HeldEnvelope> held, CancellationToken cancel) => _calls.TryAsync(
        HttpMethod.Post, "/v1/held/replay", JsonSerializer.SerializeToUtf8Bytes(new { partner, keys = held.Select(one => one.Key) }, JsonSerializerOptions.Web), cancel);

    public void Dispose()
    {
        _calls.Dispose();
        _key.Dispose();
    }
}
