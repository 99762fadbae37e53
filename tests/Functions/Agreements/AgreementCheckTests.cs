using Relay.Functions.Agreements;

namespace Relay.Functions.Tests.Agreements;

public sealed class AgreementCheckTests
{
    private static readonly Uri Url = new("https://partner.example/mls.pdf");
    private static readonly DateOnly Day = new(2026, 2, 1);
    private static readonly string Digest = new('a', 64);

    public static TheoryData<string, AgreementTerms> BadTerms => new()
    {
        { "requestedAt", new(RequestedAt: Agreed.Noon.AddSeconds(1)) },
        { "liveBy", new(RequestedAt: Agreed.Noon, LiveBy: new DateOnly(2026, 2, 28)) },
        { "evidence[0].protocol", new(Evidence: [new("signal", Url, Day)]) },
        { "evidence[0].protocol", new(Evidence: [new("olm", Url, Day)]) },
        { "evidence[0].protocol", new(Evidence: [null!]) },
        { "evidence[1].protocol", new(Evidence: [new("mls", Url, Day), new("mls", Url, Day)]) },
        { "evidence[0].url", new(Evidence: [new("mls", new Uri("http://partner.example/"), Day)]) },
        { "evidence[0].url", new(Evidence: [new("mls", new Uri("/mls", UriKind.Relative), Day)]) },
        { "evidence[0].url", new(Evidence: [new("mls", new Uri("https://partner.example/" + new string('a', 500)), Day)]) },
        { "evidence[0].date", new(Evidence: [new("mls", Url, default)]) },
        { "quotas.envelopesPerSecond", new(Quotas: new(EnvelopesPerSecond: 0)) },
        { "quotas.bytesPerSecond", new(Quotas: new(BytesPerSecond: -1)) },
        { "quotas.parkedBytes", new(Quotas: new(ParkedBytes: 0)) },
        { "contacts.technical", new(Contacts: new(Technical: "")) },
        { "contacts.security", new(Contacts: new(Security: "line\nline")) },
        { "contacts.legal", new(Contacts: new(Legal: new string('a', 201))) },
    };

    [Theory]
    [MemberData(nameof(BadTerms))]
    public void Check_TermsThatBreakARule_NamesTheField(string field, AgreementTerms terms) => Assert.Equal(field, AgreementCheck.Check(terms, Agreed.Noon)!.Field);

    [Fact]
    public void Check_GoodTerms_HaveNoProblem()
    {
        Assert.Null(AgreementCheck.Check(new AgreementTerms(), Agreed.Noon));
        Assert.Null(AgreementCheck.Check(
            new AgreementTerms(Agreed.Noon, new DateOnly(2026, 3, 1), [new("mls", Url, Day)], new(1, 1, 1), new("ops@partner.example", "+49 30 123", new string('a', 200))), Agreed.Noon));
    }

    [Theory]
    [InlineData(null, null, "state")]
    [InlineData("", null, "state")]
    [InlineData("active", null, "state")]
    [InlineData("Live", null, "state")]
    [InlineData("live", "a\tb", "note")]
    [InlineData("live", "", "note")]
    public void Check_OrderThatBreaksARule_NamesTheField(string? state, string? note, string field) =>
        Assert.Equal(field, AgreementCheck.Check(new StateOrder(state, Note: note))!.Field);

    [Theory]
    [InlineData(null, "passed", null, null, "sha256")]
    [InlineData("ab", "passed", null, null, "sha256")]
    [InlineData("zz", "passed", null, null, "sha256")]
    [InlineData("good", null, null, null, "verdict")]
    [InlineData("good", "fine", null, null, "verdict")]
    [InlineData("good", "passed", -1, null, "testsPassed")]
    [InlineData("good", "failed", 1, -1, "testsFailed")]
    [InlineData("good", "passed", 10, 1, "testsFailed")]
    public void Conformance_ThatBreaksARule_NamesTheField(string? digest, string? verdict, int? passed, int? failed, string field)
    {
        var sha256 = digest switch { "good" => Digest, "zz" => new string('z', 64), _ => digest };
        var (report, problem) = ConformanceCheck.Check(new ConformanceOrder(sha256, verdict, passed, failed), Agreed.Noon, "op-1");
        Assert.Null(report);
        Assert.Equal(field, problem!.Field);
    }

    [Fact]
    public void Conformance_Good_IsKeptWithTimeAndOperator()
    {
        var (report, _) = ConformanceCheck.Check(new ConformanceOrder(new string('A', 64), "failed", 10, 2), Agreed.Noon, "op-1");
        Assert.Equal(new ConformanceReport(Digest, "failed", Agreed.Noon, "op-1", 10, 2), report);
    }
}
