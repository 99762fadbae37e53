using System.Text.Json.Nodes;

namespace Relay.Local.Bus.Tests.Administration;

public sealed class JavaScriptClientTests
{
    [Fact]
    public async Task Client_OverHttp_SeesTheQueuesAndIsRefusedChanges()
    {
        await using var endpoint = new Endpoint([.. new[] { "c", "a/b", "d" }.Select(name => Endpoint.Queue(name, active: 4, scheduled: 3, dead: 2))]);

        var seen = await ReadAsync(endpoint.ConnectionString(), "a/b", "other");

        Assert.Equal("localhost", (string?)seen["namespace"]!["name"]);
        Assert.Equal("Standard", (string?)seen["namespace"]!["messagingSku"]);
        AssertQueue(seen["queue"]!);
        AssertRuntime(seen["runtime"]!);
        Assert.Equal("[true,false,false,false]", seen["exists"]!.ToJsonString());
        Assert.Equal("""[["a/b","c"],["d"]]""", seen["pages"]!.ToJsonString());
        Assert.Equal("""[["a/b","c","d"]]""", seen["runtimePages"]!.ToJsonString());
        Assert.Equal("[[]]", seen["topics"]!.ToJsonString());
        Assert.Equal("MessageEntityNotFoundError", (string?)seen["absent"]!["code"]);
        Assert.Equal("MessageEntityNotFoundError", (string?)seen["subscriptions"]!["code"]);
        foreach (var change in new[] { "create", "remove", "update" })
        {
            Assert.Equal("InvalidOperationError", (string?)seen[change]!["code"]);
            Assert.Contains("configuration file", (string?)seen[change]!["message"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Key_ThatIsWrong_IsUnauthorized()
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")]);

        var seen = await ReadAsync(endpoint.ConnectionString(key: SharedAccess.WrongKey), "q", "other");

        Assert.Equal("UnauthorizedRequestError", (string?)seen["unauthorized"]!["code"]);
        Assert.Contains("InvalidSignature", (string?)seen["unauthorized"]!["message"], StringComparison.Ordinal);
    }

    private static void AssertQueue(JsonNode queue)
    {
        Assert.Equal("a/b", (string?)queue["name"]);
        Assert.Equal("PT1M", (string?)queue["lockDuration"]);
        Assert.Equal("P10675199DT2H48M5.4775807S", (string?)queue["defaultMessageTimeToLive"]);
        Assert.Equal("P10675199DT2H48M5.4775807S", (string?)queue["autoDeleteOnIdle"]);
        Assert.Equal("PT10M", (string?)queue["duplicateDetectionHistoryTimeWindow"]);
        Assert.Equal(10, (int?)queue["maxDeliveryCount"]);
        Assert.Equal(1024, (int?)queue["maxSizeInMegabytes"]);
        Assert.Equal("Active", (string?)queue["status"]);
        Assert.Equal("Available", (string?)queue["availabilityStatus"]);
        Assert.False((bool?)queue["requiresSession"]);
        Assert.Null(queue["authorizationRules"]);
    }

    private static void AssertRuntime(JsonNode runtime)
    {
        Assert.Equal("a/b", (string?)runtime["name"]);
        Assert.Equal(4, (int?)runtime["activeMessageCount"]);
        Assert.Equal(3, (int?)runtime["scheduledMessageCount"]);
        Assert.Equal(2, (int?)runtime["deadLetterMessageCount"]);
        Assert.Equal(9, (int?)runtime["totalMessageCount"]);
        Assert.Equal(9000, (int?)runtime["sizeInBytes"]);
        Assert.Equal("2026-01-02T03:04:05.000Z", (string?)runtime["createdAt"]);
        Assert.Equal("2026-02-03T04:05:06.000Z", (string?)runtime["accessedAt"]);
    }

    private static Task<JsonNode> ReadAsync(params string[] arguments) =>
        NodeScript.RunAsync(Path.Combine("Administration", "read-administration.mjs"), arguments);
}
