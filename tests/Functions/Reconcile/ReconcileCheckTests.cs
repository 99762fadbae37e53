using Microsoft.Extensions.Options;
using Relay.Functions.Operations;
using Relay.Functions.Reconcile;

namespace Relay.Functions.Tests.Reconcile;

public sealed class ReconcileCheckTests
{
    private static readonly ManualClock Clock = new();
    private static readonly DateTimeOffset From = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly string Digest = IdDigest.Of([]);
    private static readonly ReconcileRequest Good = new("sender", null, From, From.AddHours(1), [new(From, 0, Digest)], [new(From, [Guid.NewGuid()])]);

    public static TheoryData<string, string> Bad => new()
    {
        { "role", "role" }, { "peer", "peer" }, { "no peer", "peer" }, { "bad peer", "peer" }, { "no from", "from" }, { "seconds", "from" }, { "too old", "from" },
        { "no to", "to" }, { "to before from", "to" }, { "too long", "to" }, { "not over", "to" }, { "outside", "buckets[1].minute" }, { "twice", "buckets[1].minute" },
        { "digest", "buckets[1]" }, { "count", "buckets[1]" }, { "null bucket", "buckets[1]" }, { "ids outside", "ids[1].minute" }, { "no ids", "ids[1]" }, { "many ids", "ids" },
    };

    [Fact]
    public void Check_Good_GivesTheQuestionOfTheCaller()
    {
        var (question, problem) = Check(Good);

        Assert.Null(problem);
        Assert.Equal(("instagram", "instagram", null), (question!.Caller, question.Sender, question.Recipient));
        (question, _) = Check(Good with { Role = "recipient", Peer = "whatsapp" });
        Assert.Equal(("instagram", "whatsapp", "instagram"), (question!.Caller, question.Sender, question.Recipient));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Check_Bad_NamesTheMember(string what, string field)
    {
        var second = new ReconcileBucket(From.AddMinutes(1), 0, Digest);
        var request = what switch
        {
            "role" => Good with { Role = "both" },
            "peer" => Good with { Peer = "whatsapp" },
            "no peer" => Good with { Role = "recipient" },
            "bad peer" => Good with { Role = "recipient", Peer = "What's up" },
            "no from" => Good with { From = null },
            "seconds" => Good with { From = From.AddSeconds(1) },
            "too old" => Good with { From = From.AddDays(-40) },
            "no to" => Good with { To = null },
            "to before from" => Good with { To = From },
            "too long" => Good with { From = From.AddHours(-24), To = From.AddMinutes(1) },
            "not over" => Good with { To = Clock.GetUtcNow().AddMinutes(1) },
            "outside" => WithBucket(second with { Minute = From.AddHours(1) }),
            "twice" => WithBucket(second with { Minute = From.ToOffset(TimeSpan.FromHours(2)) }),
            "digest" => WithBucket(second with { Digest = "abc" }),
            "count" => WithBucket(second with { Count = -1 }),
            "null bucket" => WithBucket(null!),
            "ids outside" => WithIds(new(From.AddMinutes(-1), [])),
            "no ids" => WithIds(new(From.AddMinutes(1), null)),
            _ => WithIds(new(From.AddMinutes(1), [.. Enumerable.Range(0, ReconcileCheck.MostIds).Select(_ => Guid.NewGuid())])),
        };

        Assert.Equal((400, "malformed", field), (Check(request).Problem!.Status, Check(request).Problem!.Code, Check(request).Problem!.Field));
    }

    [Fact]
    public void Digest_DependsOnTheSetAlone()
    {
        var ids = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();

        Assert.Equal(IdDigest.Of(ids), IdDigest.Of(ids.AsEnumerable().Reverse().Concat(ids)));
        Assert.NotEqual(IdDigest.Of(ids), IdDigest.Of(ids.Skip(1)));
        Assert.Equal("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", IdDigest.Of([]));
    }

    private static ReconcileRequest WithBucket(ReconcileBucket bucket) => Good with { Buckets = [.. Good.Buckets!, bucket] };

    private static ReconcileRequest WithIds(ReconcileIds ids) => Good with { Ids = [.. Good.Ids!, ids] };

    private static (ReconcileQuestion? Question, Functions.Hosting.Problem? Problem) Check(ReconcileRequest request) =>
        new ReconcileCheck(Options.Create(new RetentionOptions()), Clock).Check("instagram", request);
}
