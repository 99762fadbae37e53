using Relay.Functions.Businesses;
using Relay.Functions.People;

namespace Relay.Functions.Tests.Businesses;

public sealed class BusinessCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly BusinessSettings Good = new(
        "Bakery",
        "Bread since 1890.",
        "https://bakery.example/",
        "https://bakery.example/picture.png",
        [new BusinessAccountSettings("instagram", "bakery", false), new BusinessAccountSettings("whatsapp", "bakery", true)],
        new BusinessVerificationSettings("Chamber of commerce", Now, "HRB 4711"));

    [Fact]
    public void Check_Good_IsTheRecord()
    {
        var (business, problem) = BusinessCheck.Check("bakery", Good, Now);

        Assert.Null(problem);
        Assert.Equal(("bakery", "Bakery", "https://bakery.example/", Now), (business!.Name, business.DisplayName, business.Website!.AbsoluteUri, business.ChangedAt));
        Assert.Equal([new BusinessAccount(new Address("instagram", "bakery"), false), new BusinessAccount(new Address("whatsapp", "bakery"), true)], business.Accounts);
    }

    public static TheoryData<string, string> Faults() => new()
    {
        { "no display name", "displayName" },
        { "long display name", "displayName" },
        { "long about", "about" },
        { "http website", "website" },
        { "relative website", "website" },
        { "script picture", "picture" },
        { "no accounts", "accounts" },
        { "17 accounts", "accounts" },
        { "none preferred", "accounts" },
        { "two preferred", "accounts" },
        { "same twice", "accounts[1]" },
        { "bad partner", "accounts[0].partner" },
        { "bad user", "accounts[0].user" },
        { "null account", "accounts[0].partner" },
        { "not verified", "verified" },
        { "verified without a reference", "verified" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Check_Fault_NamesTheField(string fault, string field)
    {
        var account = Good.Accounts![1];
        var settings = fault switch
        {
            "no display name" => Good with { DisplayName = "" },
            "long display name" => Good with { DisplayName = new string('b', 129) },
            "long about" => Good with { About = new string('b', 513) },
            "http website" => Good with { Website = "http://bakery.example/" },
            "relative website" => Good with { Website = "bakery.example" },
            "script picture" => Good with { Picture = "javascript:alert(1)" },
            "no accounts" => Good with { Accounts = [] },
            "17 accounts" => Good with { Accounts = [.. Enumerable.Range(0, 17).Select(i => new BusinessAccountSettings("whatsapp", $"b{i}", i == 0))] },
            "none preferred" => Good with { Accounts = [account with { Preferred = null }] },
            "two preferred" => Good with { Accounts = [account, account with { User = "other" }] },
            "same twice" => Good with { Accounts = [account, account with { Preferred = false }] },
            "bad partner" => Good with { Accounts = [account with { Partner = "Whatsapp" }] },
            "bad user" => Good with { Accounts = [account with { User = "a b" }] },
            "null account" => Good with { Accounts = [null!] },
            "not verified" => Good with { Verified = null },
            _ => Good with { Verified = Good.Verified! with { Reference = "" } },
        };

        Assert.Equal(field, BusinessCheck.Check("bakery", settings, Now).Problem!.Field);
    }

    [Theory]
    [InlineData("b")]
    [InlineData("Bakery")]
    [InlineData("1bakery")]
    [InlineData("a bakery")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")] // 65
    public void Check_Name_HasItsRule(string name) => Assert.Equal("name", BusinessCheck.Check(name, Good, Now).Problem!.Field);

    [Theory]
    [InlineData("whatsapp", "instagram")] // the preferred one goes: the first that is left is preferred
    [InlineData("instagram", "whatsapp")]
    public void Without_AnAccount_OneIsStillPreferred(string gone, string preferred)
    {
        var left = BusinessCheck.Check("bakery", Good, Now).Record!.Without(new Address(gone, "bakery"));

        Assert.Equal([new BusinessAccount(new Address(preferred, "bakery"), true)], left.Accounts);
        Assert.Empty(left.Without(new Address(preferred, "bakery")).Accounts);
    }
}
