using System.Text;
using System.Text.Json.Nodes;
using Relay.Client.Envelopes;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Links;

/// <summary>The calls of linking as they go over the wire.</summary>
public sealed class LinkCallTests
{
    private static readonly Guid Link = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly UserAddress Other = new("whatsapp", "ana-27");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_Account_IsAnsweredWithTheLink()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/users/ana/links", (context, _) => context.JsonAsync(202, new JsonObject { ["link"] = Link, ["expiresAt"] = "2026-03-01T12:10:00Z" }));
        using var client = relay.Client();

        var asked = await client.AskLinkAsync("ana", Other, Cancel);

        Assert.Equal((Link, new DateTimeOffset(2026, 3, 1, 12, 10, 0, TimeSpan.Zero)), (asked.Link, asked.ExpiresAt));
        AssertBody(relay, """{"partner":"whatsapp","user":"ana-27"}""");
    }

    [Fact]
    public async Task Confirm_Code_GivesTheOtherAccount()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On($"POST /v1/users/ana/links/{Link}/code", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["link"] = Link,
            ["other"] = new JsonObject { ["partner"] = "whatsapp", ["user"] = "ana-27" },
            ["otherIdentityKey"] = "BQID",
        }));
        using var client = relay.Client();

        var confirmed = await client.ConfirmLinkAsync("ana", Link, "01234567", Cancel);

        Assert.Equal((Link, Other), (confirmed.Link, confirmed.Other));
        Assert.Equal([5, 2, 3], confirmed.OtherIdentityKey);
        AssertBody(relay, """{"code":"01234567"}""");
    }

    [Fact]
    public async Task Confirm_WrongCode_IsTriedOnce()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On($"POST /v1/users/ana/links/{Link}/code", (context, _) => context.ProblemAsync(403, "link-code-wrong", "The code does not confirm this link."));
        using var client = relay.Client();

        var problem = await Assert.ThrowsAsync<RelayProblemException>(() => client.ConfirmLinkAsync("ana", Link, "01234567", Cancel));

        Assert.Equal("link-code-wrong", problem.Code);
        Assert.Single(relay.Requests);
    }

    [Fact]
    public async Task Sign_Signature_TellsWhetherTheLinkIsMade()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On($"PUT /v1/users/ana/links/{Link}/signature", (context, _) => context.JsonAsync(200, new JsonObject { ["link"] = Link, ["made"] = true }));
        using var client = relay.Client();

        Assert.True((await client.SignLinkAsync("ana", Link, [1, 2, 3], Cancel)).Made);
        AssertBody(relay, """{"signature":"AQID"}""");
    }

    [Fact]
    public async Task GetLinks_Links_AreRead()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/users/ana/links", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["links"] = new JsonArray(new JsonObject
            {
                ["id"] = Link,
                ["other"] = new JsonObject { ["partner"] = "whatsapp", ["user"] = "ana-27" },
                ["otherIdentityKey"] = "BQID",
                ["signature"] = "AQ==",
                ["otherSignature"] = "Ag==",
                ["since"] = "2026-03-01T12:00:00Z",
            }),
        }));
        using var client = relay.Client();

        var link = Assert.Single(await client.GetLinksAsync("ana", Cancel));

        Assert.Equal((Link, Other), (link.Id, link.Other));
        Assert.Equal([1], link.Signature);
        Assert.Equal([2], link.OtherSignature);
    }

    [Fact]
    public async Task End_Account_IsADelete()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("DELETE /v1/users/ana/links/whatsapp/ana-27", (context, _) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        using var client = relay.Client();

        await client.EndLinkAsync("ana", Other, Cancel);

        Assert.Single(relay.Requests);
    }

    [Fact]
    public async Task Recipients_Account_NamesBothUsers()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/recipients", (context, _) => context.ProblemAsync(403, "not-reachable", "The sender cannot write to this recipient."));
        using var client = relay.Client();

        var problem = await Assert.ThrowsAsync<RelayProblemException>(() => client.GetRecipientsAsync("ben", Other, Cancel));

        Assert.Equal("not-reachable", problem.Code);
        AssertBody(relay, """{"from":"ben","to":{"partner":"whatsapp","user":"ana-27"}}""");
    }

    [Theory]
    [InlineData("a/b", "ana-27")]
    [InlineData("ana", "a b")]
    [InlineData("ana", "..")]
    public async Task End_NameOutsideTheContract_Throws(string user, string other)
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        await Assert.ThrowsAsync<ArgumentException>(() => client.EndLinkAsync(user, new UserAddress("whatsapp", other), Cancel));
    }

    private static void AssertBody(FakeRelay relay, string expected) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(Encoding.UTF8.GetString(relay.Requests.Last().Body))));
}
