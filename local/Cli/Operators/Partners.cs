using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Cli.Bus;
using Relay.Client.Operators;
using Relay.Signatures;

namespace Relay.Cli.Operators;

/// <summary>Lists, shows and changes partners. A change is made to what the relay has, whatever else is in it.</summary>
internal sealed class Partners(RelayOperator relay, TextWriter output)
{
    private const string Live = "live";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>One line each.</summary>
    public async Task<int> ListAsync(CancellationToken cancel)
    {
        var overview = await relay.ListPartnersAsync(cancel);
        var table = new TextTable("PARTNER", "AGREEMENT", "MODE", "ENDPOINT", ">LANES WAITING", ">PARKED", "PARKED SINCE", ">HELD");
        foreach (var one in overview.Partners)
        {
            table.Add(
                one.Partner, one.Status, one.Mode, OperatorTexts.Endpoint(one.Breaker), Units.Count(one.LanesNotOpen), Units.Bytes(one.ParkedBytes), OperatorTexts.Time(one.ParkedSince),
                Units.Count(one.Held) + (overview.HeldIsAll ? "" : "+"));
        }

        table.WriteTo(output, "No partner is registered.");
        if (overview.Unreadable > 0)
            output.WriteLine($"  {Units.Count(overview.Unreadable)} messages that cannot be read are held.");
        return OperatorExit.Done;
    }

    /// <summary>Its settings as JSON, and its lanes that are not open.</summary>
    public async Task<int> ShowAsync(string partner, CancellationToken cancel)
    {
        if (await relay.FindPartnerAsync(partner, cancel) is not { } settings)
            return Unknown(partner);

        output.WriteLine(settings.ToJsonString(Indented));
        var lanes = (await relay.ListLanesAsync(partner, cancel)).Lanes;
        if (lanes.Count == 0)
            return OperatorExit.Done;
        var table = new TextTable("LANE", "CLASS", ">NAMESPACE", "STATE", ">PARKED", "SINCE", ">FAILURES", "NEXT TRY");
        foreach (var lane in lanes)
            table.Add(lane.Lane, lane.Class, Units.Count(lane.Namespace), lane.State, Units.Bytes(lane.Bytes), OperatorTexts.Time(lane.ParkedSince), Units.Count(lane.Attempts), OperatorTexts.Time(lane.NextTryAt) ?? "with the endpoint");
        table.WriteTo(output, "");
        return OperatorExit.Done;
    }

    /// <summary>Registers a partner that is not there yet.</summary>
    public async Task<int> AddAsync(string partner, JsonWebKey key, Uri? endpoint, string status, string[] capabilities, CancellationToken cancel)
    {
        if (await relay.FindPartnerAsync(partner, cancel) is not null)
            return OperatorOptions.Refuse(OperatorExit.Failed, $"There is a partner {partner} already; `relay partner show {partner}` tells what it is.");

        var settings = new JsonObject
        {
            ["status"] = status,
            ["mode"] = endpoint is null ? "pull" : "push",
            ["keys"] = new JsonArray(Json(key)),
            ["capabilities"] = new JsonArray([.. capabilities.Select(word => (JsonNode)word)]),
        };
        if (endpoint is not null)
            settings["endpoint"] = endpoint.AbsoluteUri;
        await relay.SetPartnerAsync(partner, settings, cancel);
        output.WriteLine($"  {partner} is registered ({status}); it signs with {key.Kid}.");
        return OperatorExit.Done;
    }

    /// <summary>Stops a partner, or lets it go on.</summary>
    public Task<int> SetStatusAsync(string partner, string status, CancellationToken cancel) => ChangeAsync(
        partner,
        settings =>
        {
            var before = settings["status"]?.GetValue<string>();
            if (before == status)
                return $"{partner} is {status} already.";
            settings["status"] = status;
            return null;
        },
        status == Live ? $"{partner} is live; what waited for it is on its way." : $"{partner} is {status}.",
        cancel);

    /// <summary>Adds a key, and takes one away where one is named.</summary>
    public Task<int> RotateKeyAsync(string partner, JsonWebKey key, string? remove, CancellationToken cancel) => ChangeAsync(
        partner,
        settings =>
        {
            var keys = settings["keys"]!.AsArray();
            JsonNode? Find(string kid) => keys.FirstOrDefault(one => one?["kid"]?.GetValue<string>() == kid);
            if (Find(key.Kid) is not null)
                return $"{partner} has a key {key.Kid} already.";
            if (remove is not null && !(Find(remove) is { } old && keys.Remove(old)))
                return $"{partner} has no key {remove}.";
            keys.Add(Json(key));
            return null;
        },
        $"{partner} signs with {key.Kid} too{(remove is null ? "; --remove KID takes the old one away when it is no longer used" : $", and no longer with {remove}")}.",
        cancel);

    private async Task<int> ChangeAsync(string partner, Func<JsonObject, string?> change, string done, CancellationToken cancel)
    {
        if (await relay.FindPartnerAsync(partner, cancel) is not { } settings)
            return Unknown(partner);
        if (change(settings) is { } reason)
            return OperatorOptions.Refuse(OperatorExit.Failed, reason);
        await relay.SetPartnerAsync(partner, settings, cancel);
        output.WriteLine("  " + done);
        return OperatorExit.Done;
    }

    private static JsonObject Json(JsonWebKey key)
    {
        var json = new JsonObject { ["kid"] = key.Kid, ["kty"] = key.Kty, ["crv"] = key.Crv, ["x"] = key.X };
        if (key.Y is { } y)
            json["y"] = y;
        return json;
    }

    private static int Unknown(string partner) => OperatorOptions.Refuse(OperatorExit.Failed, $"There is no partner {partner}; `relay partner list` names all.");
}
