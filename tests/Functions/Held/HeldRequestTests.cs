using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Relay.Functions.Held;
using Relay.Functions.Tests.Queue;

namespace Relay.Functions.Tests.Held;

/// <summary>What the operator's API takes and shows.</summary>
public sealed class HeldRequestTests
{
    private const string Key = "000001772366400-a";

    [Theory]
    [InlineData("partner", "A")]
    [InlineData("partner", "x")]
    [InlineData("sender", "_unreadable")]
    [InlineData("reason", "other")]
    [InlineData("reason", "Rejected")]
    [InlineData("before", "yesterday")]
    [InlineData("before", "1969-12-31T23:59:59Z")]
    [InlineData("max", "0")]
    [InlineData("max", "1001")]
    [InlineData("max", "-1")]
    [InlineData("max", "ten")]
    [InlineData("cursor", "x")]
    [InlineData("cursor", "." + Key)]
    [InlineData("cursor", "whatsapp.key")]
    [InlineData("user", "ben")]
    public void List_WithAnUnsuitableParameter_NamesIt(string name, string value)
    {
        var (_, _, _, problem) = HeldListCheck.Read(Query((name, value)));

        Assert.Equal((400, "malformed", name), (problem!.Status, problem.Code, problem.Field));
    }

    [Fact]
    public void List_WithAParameterTwice_NamesIt() =>
        Assert.Equal("partner", HeldListCheck.Read(new QueryCollection(new Dictionary<string, StringValues> { ["partner"] = new(["aa", "bb"]) })).Problem!.Field);

    [Fact]
    public void List_WithEveryParameter_ReadsThem()
    {
        var (query, after, most, problem) = HeldListCheck.Read(Query(
            ("partner", "whatsapp"), ("sender", "instagram"), ("reason", "rejected"), ("before", "2026-03-01T12:00:00Z"), ("max", "7"), ("cursor", "whatsapp." + Key)));

        Assert.Null(problem);
        Assert.Equal(new HeldQuery("whatsapp", "instagram", HeldReason.Rejected, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)), query);
        Assert.Equal((("whatsapp", Key), 7), (after!.Value, most));
    }

    [Fact]
    public void List_WithNothing_MeansTheFirstHundredOfAll()
    {
        var (query, after, most, problem) = HeldListCheck.Read(Query());

        Assert.Equal((new HeldQuery(), null, 100, null), (query, after, most, problem));
        Assert.Null(query!.Filter(null));
    }

    [Theory]
    [InlineData("""{}""", "partner")]
    [InlineData("""{"partner":"W","all":true}""", "partner")]
    [InlineData("""{"partner":"_unreadable","all":true}""", "partner")]
    [InlineData("""{"partner":"whatsapp"}""", "all")]
    [InlineData("""{"partner":"whatsapp","all":false}""", "all")]
    [InlineData("""{"partner":"whatsapp","all":true,"sender":"instagram"}""", "all")]
    [InlineData("""{"partner":"whatsapp","all":true,"keys":["000001772366400-a"]}""", "all")]
    [InlineData("""{"partner":"whatsapp","keys":["000001772366400-a"],"reason":"rejected"}""", "all")]
    [InlineData("""{"partner":"whatsapp","keys":[]}""", "keys")]
    [InlineData("""{"partner":"whatsapp","keys":["000001772366400-a","b"]}""", "keys[1]")]
    [InlineData("""{"partner":"whatsapp","keys":[null]}""", "keys[0]")]
    [InlineData("""{"partner":"whatsapp","sender":"I"}""", "sender")]
    [InlineData("""{"partner":"whatsapp","reason":"unreadable"}""", "reason")]
    [InlineData("""{"partner":"whatsapp","before":"0001-01-01T00:00:00Z"}""", "before")]
    [InlineData("""{"partner":"whatsapp","all":true,"max":0}""", "max")]
    [InlineData("""{"partner":"whatsapp","all":true,"max":1001}""", "max")]
    [InlineData("""{"partner":"whatsapp","all":true,"perSecond":0}""", "perSecond")]
    [InlineData("""{"partner":"whatsapp","all":true,"perSecond":10001}""", "perSecond")]
    [InlineData("""{"partner":"whatsapp","all":true,"cursor":"x"}""", "cursor")]
    [InlineData("""{"partner":"whatsapp","all":true,"cursor":"999999999999999.000001772366400-a"}""", "cursor")]
    public async Task Replay_ThatIsUnsuitable_NamesTheMember(string json, string field)
    {
        var request = JsonSerializer.Deserialize(json, HeldJson.Default.ReplayRequest)!;

        // The partner is looked for only when everything else is right.
        var (_, _, problem) = await new ReplayCheck(null!, TimeProvider.System).CheckAsync(request);

        Assert.Equal((400, "malformed", field), (problem!.Status, problem.Code, problem.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Key)]
    public void ReplayCursor_GivesBackWhatItHolds(string last)
    {
        var began = new DateTimeOffset(2026, 3, 1, 12, 0, 0, 5, TimeSpan.Zero);

        Assert.Equal((began, last), HeldWords.ReadReplayCursor(HeldWords.Cursor(began, last)));
    }

    [Fact]
    public void View_OfAnEnvelope_HoldsNeitherContentNorUser()
    {
        var (head, envelope) = HeldSamples.Create(toUser: "ben.the.recipient");

        var json = JsonSerializer.Serialize(HeldView.Of(HeldSamples.Record(head, envelope, Packed.AcceptedAt), envelope), HeldJson.Default.HeldView);

        Assert.DoesNotContain("ben.the.recipient", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"ana\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(envelope.Ciphertexts[0].Content.Span), json, StringComparison.Ordinal);
        Assert.Contains("\"ciphertexts\":[{\"type\":1,\"bytes\":3}]", json, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"rejected\"", json, StringComparison.Ordinal);
    }

    private static QueryCollection Query(params (string Name, string Value)[] parameters) =>
        new(parameters.ToDictionary(one => one.Name, one => new StringValues(one.Value)));
}
