using Relay.Functions.Deliver;

namespace Relay.Functions.Tests.Deliver;

public sealed class AnswerParserTests
{
    private static readonly Guid Id = Guid.Parse("0190163d-8694-739b-aea5-966c26f8ad91");

    [Theory]
    [InlineData("accepted", EnvelopeVerdict.Accepted)]
    [InlineData("refused", EnvelopeVerdict.Refused)]
    [InlineData("retry", EnvelopeVerdict.Retry)]
    public void Parse_KnownStatus_IsTheVerdict(string status, EnvelopeVerdict expected)
    {
        var verdicts = Parse($$"""{"results":[{"id":"{{Id}}","status":"{{status}}"}]}""");
        Assert.Equal((expected, null), Assert.Single(verdicts!).Value);
        Assert.Equal(Id, verdicts!.Keys.Single());
    }

    [Fact]
    public void Parse_SeveralResults_AreAllThere()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => Guid.NewGuid()).ToList();
        var verdicts = Parse($$"""{"results":[{{string.Join(',', ids.Select(id => $$"""{"id":"{{id}}","status":"retry"}"""))}}]}""");
        Assert.Equal(ids.ToHashSet(), [.. verdicts!.Keys]);
    }

    [Fact]
    public void Parse_NoResults_LeavesEveryIdOut() => Assert.Empty(Parse("""{"results":[]}""")!);

    [Fact]
    public void Parse_UnknownMembers_AreIgnored()
    {
        var verdicts = Parse($$"""{"version":2,"results":[{"id":"{{Id}}","status":"accepted","at":"now","more":{"a":[1] } }],"more":null}""");
        Assert.Equal(EnvelopeVerdict.Accepted, verdicts![Id].Verdict);
    }

    [Fact]
    public void Parse_IdInCapitals_IsTheSameId() =>
        Assert.True(Parse($$"""{"results":[{"id":"{{Id.ToString().ToUpperInvariant()}}","status":"accepted"}]}""")!.ContainsKey(Id));

    [Theory]
    [InlineData("unknown-user", true)]
    [InlineData("X1", true)]
    [InlineData("", false)]
    [InlineData("ana@example.org", false)]
    [InlineData("unknown user", false)]
    [InlineData("no_such", false)]
    [InlineData("\u00fcber", false)]
    [InlineData("a\\u0000", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true)] // 64
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)] // 65
    public void Parse_Reason_IsKeptOnlyAsAShortWord(string reason, bool kept)
    {
        var verdicts = Parse($$"""{"results":[{"id":"{{Id}}","status":"refused","reason":"{{reason}}"}]}""");
        Assert.Equal((EnvelopeVerdict.Refused, kept ? reason : null), verdicts![Id]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Parse_ReasonThatIsNoText_IsDropped(string reason) =>
        Assert.Equal((EnvelopeVerdict.Refused, null), Parse($$"""{"results":[{"id":"{{Id}}","status":"refused","reason":{{reason}}}]}""")![Id]);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("OK")]
    [InlineData("<html></html>")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"accepted\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Results":[]}""")]
    [InlineData("""{"results":null}""")]
    [InlineData("""{"results":{}}""")]
    [InlineData("""{"results":[null]}""")]
    [InlineData("""{"results":[[]]}""")]
    [InlineData("""{"results":["accepted"]}""")]
    [InlineData("""{"results":[{}]}""")]
    [InlineData("""{"results":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91"}]}""")]
    [InlineData("""{"results":[{"status":"accepted"}]}""")]
    [InlineData("""{"results":[{"id":"x","status":"accepted"}]}""")]
    [InlineData("""{"results":[{"id":1,"status":"accepted"}]}""")]
    [InlineData("""{"results":[{"id":null,"status":"accepted"}]}""")]
    [InlineData("""{"results":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91","status":"delivered"}]}""")]
    [InlineData("""{"results":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91","status":"Accepted"}]}""")]
    [InlineData("""{"results":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91","status":200}]}""")]
    [InlineData("""{"results":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91","status":"accepted"}]""")]
    [InlineData("""{"results":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91","status":"accepted"}]}x""")]
    [InlineData("""{"results":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91","status":"accepted",}]}""")]
    [InlineData("""{"results":[{"id":"\ud800","status":"accepted"}]}""")]
    [InlineData("""{"results":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91","status":"\ud800"}]}""")]
    [InlineData("""{"\ud800":1,"results":[{"id":"\udc00","status":"accepted"}]}""")]
    public void Parse_AnotherForm_IsNoAnswer(string answer) => Assert.Null(Parse(answer));

    // A partner must not be able to make a delivery fail by its answer: the message would come again at once, for ever.
    [Fact]
    public void Parse_ReasonWithHalfASurrogate_DoesNotThrow() =>
        Parse($$"""{"results":[{"id":"{{Id}}","status":"refused","reason":"\ud800"}]}""");

    [Fact]
    public void Parse_AnyBytesAndAnyMutation_DoesNotThrow()
    {
        var random = new Random(31);
        var valid = Encoding.UTF8.GetBytes($$"""{"results":[{"id":"{{Id}}","status":"refused","reason":"unknown\u0020user"}]}""");
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = valid.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            AnswerParser.Parse(bytes.AsMemory(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length));
        }
    }

    [Fact]
    public void Parse_DeepNesting_IsNoAnswer() => Assert.Null(Parse("{\"results\":" + new string('[', 100_000)));

    private static Dictionary<Guid, (EnvelopeVerdict Verdict, string? Reason)>? Parse(string answer) => AnswerParser.Parse(Encoding.UTF8.GetBytes(answer));
}
