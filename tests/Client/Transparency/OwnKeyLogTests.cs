using System.Security.Cryptography;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Transparency;

namespace Relay.Client.Tests.Transparency;

public sealed class OwnKeyLogTests : IDisposable
{
    private readonly SampleLog _log = new();
    private readonly SampleUser _user;
    private readonly List<ClaimedLink> _known;

    public OwnKeyLogTests()
    {
        _log.Fill(5);
        _user = new SampleUser(_log);
        _known = [.. _user.Links];
        _user.Log(after: 3);
        _user.Devices.RemoveAt(0);
        _user.Log(after: 3);
        _user.Links.Clear();
        _user.Log(after: 3);
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Check_HonestLog_IsGood_WholeOrByParts()
    {
        Assert.Equal((KeyLogFault.None, 0), Check(_user.Page()));
        var rest = _user.Page() with { Entries = [.. _user.Page().Entries.Skip(1)] };
        Assert.Equal((KeyLogFault.None, 0), Check(rest, _user.Entries[0]));
    }

    public static TheoryData<string, KeyLogFault, int> Forgeries => new()
    {
        { "another head", KeyLogFault.HeadUntrusted, 0 },
        { "version left out", KeyLogFault.Chain, 3 },
        { "first version left out", KeyLogFault.Chain, 2 },
        { "another version before", KeyLogFault.Chain, 2 },
        { "places in another order", KeyLogFault.Chain, 2 },
        { "ghost link", KeyLogFault.Link, 1 },
        { "hidden link", KeyLogFault.Link, 1 },
        { "link as an empty place", KeyLogFault.Link, 1 },
        { "ghost device not told", KeyLogFault.Commitment, 2 },
        { "another identity key", KeyLogFault.Commitment, 3 },
        { "another place", KeyLogFault.NotInLog, 3 },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void Check_ForgedLog_IsFoundOut(string forgery, KeyLogFault fault, int version)
    {
        var page = _user.Page();
        var entries = page.Entries.ToList();
        switch (forgery)
        {
            case "version left out":
                entries.RemoveAt(1);
                break;
            case "first version left out":
                entries.RemoveAt(0);
                break;
            case "another version before":
                entries[1] = entries[1] with { Previous = new byte[32] };
                break;
            case "places in another order":
                entries[1] = entries[1] with { Index = entries[0].Index };
                break;
            case "ghost link":
                entries[0] = entries[0] with { Links = [entries[0].Links[0] with { Link = Guid.NewGuid() }, .. entries[0].Links.Skip(1)] };
                break;
            case "hidden link":
                entries[0] = entries[0] with { Links = [entries[0].Links[0], new KeyLogLink(RandomNumberGenerator.GetBytes(32), new byte[32]), .. entries[0].Links.Skip(2)] };
                break;
            case "link as an empty place":
                entries[0] = entries[0] with { Links = [entries[0].Links[0] with { Link = null }, .. entries[0].Links.Skip(1)] };
                break;
            case "ghost device not told":
                entries[1] = entries[1] with { Devices = [new UserDevice(1, 1)] };
                break;
            case "another identity key":
                entries[2] = entries[2] with { IdentityKey = [5, .. new byte[32]] };
                break;
            case "another place":
                entries[2] = entries[2] with { Index = entries[2].Index + 1 };
                break;
        }

        using var other = new SampleLog();
        Assert.Equal((fault, version), Check(page with { Entries = entries, Head = forgery == "another head" ? other.Head() : page.Head }));
    }

    private (KeyLogFault, int) Check(KeyLogPage page, KeyLogEntry? before = null) =>
        new OwnKeyLogVerifier(_log.Heads).Check(_user.Address, page, id => _known.Find(link => link.Id == id), before);
}
