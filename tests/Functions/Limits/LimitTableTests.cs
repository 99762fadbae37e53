using System.Globalization;
using Relay.Functions.Limits;

namespace Relay.Functions.Tests.Limits;

public sealed class LimitTableTests
{
    public static TheoryData<string> Names => [.. LimitTable.All.Select(limit => limit.Name)];

    [Fact]
    public void All_IsEveryLimitOfTheTable_OnceAndByItsOwnName()
    {
        var declared = typeof(LimitTable).GetFields().Where(field => field.FieldType == typeof(Limit)).ToDictionary(field => field.Name, field => (Limit)field.GetValue(null)!);
        Assert.Equal(declared.Values, LimitTable.All);
        Assert.All(declared, entry => Assert.Equal(entry.Key, Pascal(entry.Value.Name)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Numbers_OfALimit_AreTheSettingsOfItsName(string name)
    {
        var limit = Find(name);
        var setting = Pascal(name) + (limit.Kind == LimitKind.Rate ? "PerSecond" : "");
        Assert.Equal(Setting(setting), limit.Number(new LimitsOptions()));
        Assert.Equal(7, limit.Number(With(setting, 7)));

        if (limit.Extra is not { } extra)
            return;
        setting = Pascal(name) + (limit.Kind == LimitKind.Rate ? "Burst" : "Waiting");
        Assert.Equal(Setting(setting), extra(new LimitsOptions()));
        Assert.Equal(7, extra(With(setting, 7)));
    }

    [Fact]
    public void Settings_OfTheSection_AreAllOfALimit()
    {
        var ofLimits = LimitTable.All.SelectMany(limit => limit.Kind == LimitKind.Rate
            ? new[] { Pascal(limit.Name) + "PerSecond", Pascal(limit.Name) + "Burst" }
            : limit.Extra is null ? [Pascal(limit.Name)] : [Pascal(limit.Name), Pascal(limit.Name) + "Waiting"]);
        Assert.Equal(ofLimits.Order(), typeof(LimitsOptions).GetProperties().Select(property => property.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rate_OfWhateverScope_HasABurstAndFailsOpen(string name)
    {
        var limit = Find(name);
        if (limit.Kind == LimitKind.Rate)
            Assert.Equal((true, WhenUnsure.Open), (limit.Extra is not null, limit.WhenUnsure));
        Assert.EndsWith(".", limit.Reason);
    }

    [Fact]
    public void Document_TableOfLimits_IsThatOfTheProgram()
    {
        var options = new LimitsOptions();
        var rows = LimitTable.All.Select(limit => string.Create(
            CultureInfo.InvariantCulture,
            $"| `{limit.Name}` | {Word(limit.Scope)} | {limit.Unit} | {limit.Number(options)} | {Beyond(limit, options)} | {Word(limit.WhenUnsure)} | {limit.Reason} |"));

        var document = File.ReadAllLines(RepositoryFiles.Document("limits.md"));

        Assert.Equal(rows, document.Where(line => line.StartsWith("| `", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Refusal_OfALimit_SaysFieldRuleNumberAndWhen(string name)
    {
        var limit = Find(name);
        var problem = new LimitRefusal(limit, 12, 3).ToProblem();
        Assert.Equal((limit.Field, $"{limit.Name}: {limit.Unit}", 12L, 3), (problem.Field, problem.Rule, problem.Limit, problem.RetryAfterSeconds));
    }

    [Theory]
    [InlineData("partner.requests", 429, "too-fast")]
    [InlineData("partner.envelopes", 429, "too-fast")]
    [InlineData("pair.bytes", 429, "pair-too-fast")]
    [InlineData("partner.requests-in-flight", 429, "too-many-at-once")]
    [InlineData("inbox.polls", 429, "too-many-at-once")]
    [InlineData("partner.bytes-in-flight", 429, "too-many-at-once")]
    [InlineData("instance.bytes-in-flight", 503, "busy")]
    [InlineData("parked.partner-bytes", 503, "lane-full")]
    [InlineData("parked.pair-bytes", 503, "lane-full")]
    [InlineData("user.recipients", 429, "too-fast")]
    [InlineData("user.link-asks", 429, "too-fast")]
    [InlineData("partner.finds-daily", 429, "too-fast")]
    [InlineData("user.finds-daily", 429, "too-fast")]
    [InlineData("user.contacts-daily", 429, "too-fast")]
    public void Refusal_OfALimit_HasTheCodeOfItsKind(string name, int status, string code)
    {
        var problem = new LimitRefusal(Find(name), 1, 1).ToProblem();
        Assert.Equal((status, code), (problem.Status, problem.Code));
        Assert.Contains($"`{code}`", File.ReadAllText(RepositoryFiles.Document("limits.md")), StringComparison.Ordinal);
    }

    private static Limit Find(string name) => LimitTable.All.Single(limit => limit.Name == name);

    private static string Beyond(Limit limit, LimitsOptions options) => limit.Extra is null
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{limit.Extra(options)} {(limit.Kind == LimitKind.Rate ? "at once" : "waiting")}");

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();

    private static string Pascal(string name) => string.Concat(name.Split('.', '-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static long Setting(string name) => Convert.ToInt64(typeof(LimitsOptions).GetProperty(name)!.GetValue(new LimitsOptions()), CultureInfo.InvariantCulture);

    private static LimitsOptions With(string name, int value)
    {
        var options = new LimitsOptions();
        var property = typeof(LimitsOptions).GetProperty(name)!;
        property.SetValue(options, Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));
        return options;
    }
}
