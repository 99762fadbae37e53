using Relay.Functions.People;

namespace Relay.Functions.Tests.People;

public sealed class UserSettingsCheckTests
{
    [Fact]
    public void Check_GoodSettings_GivesTheRecord()
    {
        var (record, problem) = UserSettingsCheck.Check(new UserSettings(true, ["whatsapp", "haiket"], [new UserDevice(1, 12345), new UserDevice(127, 16383)]));
        Assert.Null(problem);
        Assert.True(record!.OptedIn);
        Assert.Equal(["whatsapp", "haiket"], record.Partners);
        Assert.Equal([new UserDevice(1, 12345), new UserDevice(127, 16383)], record.Devices);
    }

    [Fact]
    public void Check_NothingButTheChoice_IsEnough() =>
        Assert.Equal((0, 0), UserSettingsCheck.Check(new UserSettings(false, null, null)).Record is { } record ? (record.Partners.Count, record.Devices.Count) : (-1, -1));

    [Fact]
    public void Check_NoChoice_IsRefused() => Assert.Equal("optedIn", Field(new UserSettings(null, ["*"], [])));

    [Fact]
    public void Check_Partners_AreNamesOrTheStarAlone()
    {
        Assert.Null(Field(new UserSettings(true, ["*"], null)));
        Assert.Equal("partners", Field(new UserSettings(true, ["*", "whatsapp"], null)));
        Assert.Equal("partners", Field(new UserSettings(true, ["*", "*"], null)));
        Assert.Equal("partners", Field(new UserSettings(true, ["Whatsapp"], null)));
        Assert.Equal("partners", Field(new UserSettings(true, [null!], null)));
        Assert.Null(Field(new UserSettings(true, [.. Enumerable.Range(10, 64).Select(number => $"p{number}")], null)));
        Assert.Equal("partners", Field(new UserSettings(true, [.. Enumerable.Range(10, 65).Select(number => $"p{number}")], null)));
    }

    [Theory]
    [InlineData(0, 1, "devices[0].device")]
    [InlineData(128, 1, "devices[0].device")]
    [InlineData(-1, 1, "devices[0].device")]
    [InlineData(1, 0, "devices[0].registrationId")]
    [InlineData(1, 16384, "devices[0].registrationId")]
    [InlineData(1, 1, null)]
    public void Check_DeviceNumbers_AreBounded(int device, int registrationId, string? field) =>
        Assert.Equal(field, Field(new UserSettings(true, [], [new UserDevice(device, registrationId)])));

    [Fact]
    public void Check_Devices_AreAtMostTwentyAndEachOnce()
    {
        Assert.Null(Field(new UserSettings(true, [], [.. Enumerable.Range(1, 20).Select(device => new UserDevice(device, 1))])));
        Assert.Equal("devices", Field(new UserSettings(true, [], [.. Enumerable.Range(1, 21).Select(device => new UserDevice(device, 1))])));
        Assert.Equal("devices[1].device", Field(new UserSettings(true, [], [new UserDevice(1, 1), new UserDevice(1, 2)])));
        Assert.Equal("devices[1]", Field(new UserSettings(true, [], [new UserDevice(1, 1), null!])));
    }

    [Theory]
    [InlineData(true, "whatsapp", "whatsapp", true)]
    [InlineData(true, "*", "whatsapp", true)]
    [InlineData(true, "haiket", "whatsapp", false)]
    [InlineData(true, "whatsapp2", "whatsapp", false)]
    [InlineData(false, "whatsapp", "whatsapp", false)]
    [InlineData(false, "*", "whatsapp", false)]
    public void IsOpenTo_Partner_NeedsTheChoiceAndTheName(bool optedIn, string open, string partner, bool expected) =>
        Assert.Equal(expected, new UserRecord(optedIn, [open], []).IsOpenTo(partner));

    [Fact]
    public void IsOpenTo_NobodyNamed_IsClosed() => Assert.False(new UserRecord(true, [], []).IsOpenTo("whatsapp"));

    private static string? Field(UserSettings settings)
    {
        var (record, problem) = UserSettingsCheck.Check(settings);
        Assert.NotEqual(record is null, problem is null);
        return problem?.Field;
    }
}
