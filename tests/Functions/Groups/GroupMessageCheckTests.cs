using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Functions.Accept;
using Relay.Functions.Groups;
using Relay.Functions.Hosting;

namespace Relay.Functions.Tests.Groups;

public sealed class GroupMessageCheckTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public void Check_WholeRequest_IsReadAsItStands()
    {
        var (message, problem) = Check(Request());

        Assert.Null(problem);
        Assert.Equal(("instagram", "ana", 0, 6), (message!.From.Partner, message.From.User, message.StatedTimeToLiveSeconds, message.Type));
        Assert.Equal([new AddressContract("whatsapp", "ben"), new AddressContract("haiket", "ben")], message.Recipients);
        Assert.Equal([0x22, 0xFB, 0xFF], message.Message.ToArray());
    }

    [Fact]
    public void Check_EscapedBase64_IsReadToo()
    {
        var text = Request().ToJsonString().Replace("Ivv/", "Ivv\\/", StringComparison.Ordinal);
        using var body = JsonSerializer.Deserialize(text, GroupJson.Default.GroupMessageBody)!.Message;
        Assert.NotNull(body);
    }

    public static TheoryData<string, string> Broken() => new()
    {
        { "id", "id" }, { "old id", "id" }, { "id of another version", "id" }, { "messageId", "messageId" }, { "from", "from" }, { "from.user", "from.user" }, { "class", "class" },
        { "timeToLiveSeconds", "timeToLiveSeconds" }, { "type", "type" }, { "recipients", "recipients" }, { "no recipients", "recipients" }, { "too many", "recipients" },
        { "twice", "recipients[2]" }, { "recipient's partner", "recipients[0].partner" }, { "null recipient", "recipients[0]" }, { "message", "message" }, { "empty message", "message" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Check_BrokenRule_NamesTheField(string what, string field)
    {
        var request = Request();
        var recipients = request["recipients"]!.AsArray();
        switch (what)
        {
            case "old id":
                request["id"] = Guid.CreateVersion7(Now.AddDays(-3)).ToString();
                break;
            case "id of another version":
                request["id"] = Guid.NewGuid().ToString();
                break;
            case "from.user":
                request["from"]!["user"] = "not a user";
                break;
            case "class":
                request["class"] = "slow";
                break;
            case "timeToLiveSeconds":
                request["timeToLiveSeconds"] = 0;
                break;
            case "type":
                request["type"] = 3;
                break;
            case "no recipients":
                recipients.Clear();
                break;
            case "too many":
                for (var i = 0; i < 1023; i++)
                    recipients.Add(Address("whatsapp", $"user-{i}"));
                break;
            case "twice":
                recipients.Add(Address("whatsapp", "ben"));
                break;
            case "recipient's partner":
                recipients[0]!["partner"] = "What's App";
                break;
            case "null recipient":
                recipients[0] = null;
                break;
            case "empty message":
                request["message"] = "";
                break;
            default:
                request.Remove(what);
                break;
        }

        var problem = Check(request).Problem;
        Assert.Equal((400, "malformed", field), (problem!.Status, problem.Code, problem.Field));
        Assert.False(string.IsNullOrEmpty(problem.Rule));
    }

    [Fact]
    public void Check_AnotherPartnersSender_IsNotAllowed()
    {
        var request = Request();
        request["from"]!["partner"] = "whatsapp";
        Assert.Equal((403, "from.partner"), (Check(request).Problem!.Status, Check(request).Problem!.Field));
    }

    [Theory]
    [InlineData("""{"message":"AA"}""")]
    [InlineData("""{"message":"AA*="}""")]
    [InlineData("""{"message":5}""")]
    [InlineData("""{"messages":"AAAA"}""")]
    [InlineData("""{"message":"AAAA","message":"AAAA"}""")]
    [InlineData("""{"id":"x"}""")]
    public void Read_WhatIsNotTheForm_IsMalformed(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(text, GroupJson.Default.GroupMessageBody));

    private static (GroupMessage? Message, Problem? Problem) Check(JsonObject request)
    {
        var body = JsonSerializer.Deserialize(request.ToJsonString(), GroupJson.Default.GroupMessageBody)!;
        return GroupMessageCheck.Check(body, "instagram", new AcceptOptions(), Now);
    }

    private static JsonObject Request() => new()
    {
        ["id"] = Guid.CreateVersion7(Now).ToString(),
        ["messageId"] = Guid.NewGuid().ToString(),
        ["from"] = Address("instagram", "ana"),
        ["recipients"] = new JsonArray(Address("whatsapp", "ben"), Address("haiket", "ben")),
        ["message"] = Convert.ToBase64String([0x22, 0xFB, 0xFF]),
    };

    private static JsonObject Address(string partner, string user) => new() { ["partner"] = partner, ["user"] = user };
}
