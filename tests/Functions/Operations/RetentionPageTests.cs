using System.Text.RegularExpressions;
using Relay.Functions.Storage;

namespace Relay.Functions.Tests.Operations;

/// <summary>The page of what is kept: it names every table and container, and only these; its times are those of the options.</summary>
public sealed partial class RetentionPageTests
{
    private static readonly IReadOnlyList<(string Where, string HowLong)> Rows =
    [
        .. KeptRow().Matches(File.ReadAllText(RepositoryFiles.InRoot("SECURITY.md"))).Select(match => (match.Groups["where"].Value, match.Groups["long"].Value)).Skip(2),
    ];

    [Fact]
    public void Page_EveryStore_IsNamed_AndNoOther()
    {
        var stores = StoreNames.Tables.Concat(StoreNames.Containers).Distinct().Order();
        Assert.Equal(stores, Rows.SelectMany(row => Code().Matches(row.Where)).Select(match => match.Groups["code"].Value).Distinct().Order());
    }

    [Fact]
    public void Page_EverySettingThatItNames_HasTheDefaultThatItSays()
    {
        var defaults = SettingRow().Matches(File.ReadAllText(RepositoryFiles.Document("configuration.md")))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
        var named = Rows.SelectMany(row => Setting().Matches(row.HowLong)).ToList();

        Assert.True(named.Count >= 3, "The page names settings.");
        Assert.All(named, setting => Assert.Contains(setting.Groups["name"].Value, defaults.Keys));
        Assert.All(named.Where(setting => setting.Groups["value"].Success), setting => Assert.Equal(defaults[setting.Groups["name"].Value], setting.Groups["value"].Value));
    }

    [GeneratedRegex(@"^\| [^|]+ \| (?<where>[^|]+) \| (?<long>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex KeptRow();

    [GeneratedRegex("`(?<code>[a-z]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("`(?<name>[A-Za-z]+__[A-Za-z]+)`[^|,]*(, (?<value>[0-9]+))?")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z]+__[A-Za-z]+)` \| (?<value>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex SettingRow();
}
