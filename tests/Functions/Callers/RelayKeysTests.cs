using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Signatures;

namespace Relay.Functions.Tests.Callers;

public sealed class RelayKeysTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly List<SigningKey> _made = [];

    public void Dispose() => _made.ForEach(key => key.Dispose());

    [Fact]
    public void Signer_WithoutTimes_IsTheFirst()
    {
        using var keys = Keys(Key("relay-1"), Key("relay-2"));
        Assert.Equal(("relay-1", "relay-1"), (keys.Signer.KeyId, keys.ReceiptKey.KeyId));
        Assert.Equal(["relay-1", "relay-2"], keys.Published().Select(key => key.Kid));
        Assert.Null(keys.Next());
    }

    [Fact]
    public void Signer_OfTwoInstances_ChangesAtTheSameSecond()
    {
        var (one, two) = (Key("relay-1", expires: 40), Key("relay-2", from: 2));
        using var first = Keys(one, two);
        using var second = Keys(two, one);
        foreach (var (day, signs) in ((double, string)[])[(0, "relay-1"), (1.9999, "relay-1"), (2, "relay-2"), (41, "relay-2")])
        {
            _clock.Advance(Start.AddDays(day) - _clock.GetUtcNow());
            Assert.All((RelayKeys[])[first, second], keys => Assert.Equal((signs, signs), (keys.Signer.KeyId, keys.ReceiptKey.KeyId)));
        }
    }

    [Fact]
    public void Published_BeforeDuringAndAfterAChange_HasAllThatAreNotOver()
    {
        using var keys = Keys(Key("relay-1", expires: 40), Key("relay-2", from: 2));

        Assert.Equal(["relay-1", "relay-2"], keys.Published().Select(key => key.Kid).Order());
        Assert.Equal(("relay-2", Start.AddDays(2)), (keys.Next()!.Kid, keys.Next()!.NotBefore));
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["relay-1", "relay-2"], keys.Published().Select(key => key.Kid).Order());
        Assert.Equal(Start.AddDays(40), keys.Published().Single(key => key.Kid == "relay-1").ExpiresAt);
        Assert.Null(keys.Next());
        _clock.Advance(TimeSpan.FromDays(38));
        Assert.Equal(["relay-2"], keys.Published().Select(key => key.Kid));
    }

    [Fact]
    public void Next_OfSeveral_IsTheNearest()
    {
        using var keys = Keys(Key("relay-1"), Key("relay-3", from: 20), Key("relay-2", from: 10));
        Assert.Equal("relay-2", keys.Next()!.Kid);
    }

    [Fact]
    public void Receipts_AfterAChange_NameTheKeyThatSigns()
    {
        using var keys = Keys(Key("relay-1"), Key("relay-2", from: 1));
        var before = keys.Receipts;
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.NotSame(before, keys.Receipts);
    }

    private static DateTimeOffset Start => new ManualClock().GetUtcNow();

    private RelayKeys Keys(params SigningKeyOptions[] keys) => new(Options.Create(new RelayOptions { SigningKeys = [.. keys] }), _clock);

    private SigningKeyOptions Key(string id, int? from = null, int? expires = null)
    {
        var key = SigningKey.CreateEd25519(id);
        _made.Add(key);
        return new SigningKeyOptions
        {
            KeyId = id,
            Pem = key.ExportPkcs8Pem(),
            NotBefore = from is { } days ? Start.AddDays(days) : null,
            ExpiresAt = expires is { } end ? Start.AddDays(end) : null,
        };
    }
}
