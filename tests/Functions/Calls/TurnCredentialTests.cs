using Relay.Functions.Calls;

namespace Relay.Functions.Tests.Calls;

public sealed class TurnCredentialTests
{
    private static readonly byte[] Secret = "a secret of one machine"u8.ToArray();
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, 700, TimeSpan.Zero);

    [Fact]
    public void Password_OfAUsername_IsThatOfPythonsHmac() =>
        Assert.Equal("TG5n+B/9jYyr72EQymZnfeUtwdc=", TurnCredential.PasswordOf(Secret, "1772366400:0123456789abcdef01234567"));

    [Fact]
    public void Issue_Username_IsItsExpiryAndAWord()
    {
        var credential = TurnCredential.Issue(Secret, Now, 600);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 10, 0, TimeSpan.Zero), credential.ExpiresAt);
        Assert.Matches("^1772367000:[0-9a-f]{24}$", credential.Username);
        Assert.Equal(TurnCredential.PasswordOf(Secret, credential.Username), credential.Password);
    }

    [Fact]
    public void Issue_TwiceAtOneTime_GivesTwo()
    {
        var (one, other) = (TurnCredential.Issue(Secret, Now, 600), TurnCredential.Issue(Secret, Now, 600));
        Assert.NotEqual(one.Username, other.Username);
        Assert.NotEqual(one.Password, other.Password);
    }
}
