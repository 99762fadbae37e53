using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Signatures;

namespace Relay.Functions.Tests.Hosting;

public sealed class RelayOptionsValidationTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public void Validate_GoodOptions_Succeeds() => Assert.True(Validate(Good()).Succeeded);

    [Fact]
    public void Validate_PemWithWrittenLineBreaks_Succeeds()
    {
        var options = Good();
        options.SigningKeys[0].Pem = options.SigningKeys[0].Pem.ReplaceLineEndings("\\n");
        Assert.True(Validate(options).Succeeded);
    }

    [Theory]
    [InlineData("Relay.example.org")]
    [InlineData("https://relay.example.org")]
    [InlineData("relay.example.org/")]
    [InlineData("relay.example.org/v1")]
    public void Validate_AuthorityOfAnotherForm_IsNamed(string authority) => AssertOne("Relay:Authority", options => options.Authority = authority);

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")] // 31 bytes
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] // 33 bytes
    public void Validate_AddressKeyThatIsNot32Bytes_IsNamed(string key) => AssertOne("Relay:AddressKey", options => options.AddressKey = key);

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void Validate_SigningKeyThatIsNone_IsNamedByItsPlace(string pem) =>
        AssertOne("Relay:SigningKeys:1", options => options.SigningKeys.Add(new SigningKeyOptions { KeyId = "relay-2", Pem = pem }));

    [Fact]
    public void Validate_SigningKeyWithoutKeyId_IsNamed() => AssertOne("Relay:SigningKeys:0", options => options.SigningKeys[0].KeyId = "");

    [Fact]
    public void Validate_OperatorThatIsNoKey_IsNamedByItsPlace() =>
        AssertOne("Relay:Operators:1", options => options.Operators.Add(new JsonWebKey { Kty = "RSA", Kid = "operator-2" }));

    [Fact]
    public void Validate_KeyIdTwice_IsNamed()
    {
        AssertOne("Relay:Operators:1", options => options.Operators.Add(options.Operators[0]));
        AssertOne("Relay:SigningKeys:1", options => options.SigningKeys.Add(options.SigningKeys[0]));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(-1, null, true)]
    [InlineData(1, null, false)] // nothing signs until then
    [InlineData(null, 1, false)] // nothing signs after that
    [InlineData(null, -1, false)]
    [InlineData(2, 1, false)]
    public void Validate_TimesOfTheOnlyKey_LeaveNoGap(int? from, int? until, bool good)
    {
        var options = Good();
        (options.SigningKeys[0].NotBefore, options.SigningKeys[0].ExpiresAt) = (Days(from), Days(until));
        var result = Validate(options);
        Assert.Equal(good, result.Succeeded);
        Assert.All(result.Failures ?? [], error => Assert.StartsWith("Relay:SigningKeys", error));
    }

    [Theory]
    [InlineData(10, 5, null, true)]
    [InlineData(10, 10, null, true)]
    [InlineData(10, 11, null, false)]
    [InlineData(10, 5, 20, false)]
    [InlineData(null, 5, 20, true)]
    public void Validate_TimesOfTwoKeys_LeaveNoGap(int? firstUntil, int? secondFrom, int? secondUntil, bool good)
    {
        using var second = SigningKey.CreateEd25519("relay-2");
        var options = Good();
        options.SigningKeys[0].ExpiresAt = Days(firstUntil);
        options.SigningKeys.Add(new SigningKeyOptions { KeyId = "relay-2", Pem = second.ExportPkcs8Pem(), NotBefore = Days(secondFrom), ExpiresAt = Days(secondUntil) });
        Assert.Equal(good, Validate(options).Succeeded);
    }

    [Fact]
    public void Validate_OperatorWhoEndsBeforeBeginning_IsNamed() =>
        AssertOne("Relay:Operators:0", options => options.Operators[0] = options.Operators[0] with { NotBefore = Days(2), ExpiresAt = Days(1) });

    [Fact]
    public void Validate_SeveralErrors_AreAllNamed()
    {
        var options = Good();
        options.Authority = "Relay/";
        options.AddressKey = "";
        options.SigningKeys[0].Pem = "";
        options.Operators[0] = new JsonWebKey();

        var result = Validate(options);

        Assert.True(result.Failed);
        Assert.Equal(4, result.Failures.Count());
    }

    [Fact]
    public void Validate_AnyError_DoesNotRepeatASecret()
    {
        var options = Good();
        var pem = options.SigningKeys[0].Pem.Split('\n')[1];
        options.SigningKeys[0].Pem = options.SigningKeys[0].Pem.Replace("PRIVATE", "SECRET", StringComparison.Ordinal);
        options.AddressKey = "c2VjcmV0";
        Assert.All(Validate(options).Failures!, error =>
        {
            Assert.DoesNotContain("c2VjcmV0", error);
            Assert.DoesNotContain(pem, error);
        });
    }

    private static void AssertOne(string section, Action<RelayOptions> change)
    {
        var options = Good();
        change(options);
        Assert.StartsWith(section, Assert.Single(Validate(options).Failures!));
    }

    private static ValidateOptionsResult Validate(RelayOptions options) => new RelayOptionsValidation(TimeProvider.System).Validate(null, options);

    private static DateTimeOffset? Days(int? days) => days is { } some ? Now.AddDays(some) : null;

    private static RelayOptions Good()
    {
        using var signing = SigningKey.CreateEcdsaP256("relay-1");
        using var operatorKey = SigningKey.CreateEd25519("operator-1");
        return new RelayOptions
        {
            Authority = "relay.example.org:8443",
            AddressKey = Convert.ToBase64String(new byte[32]),
            SigningKeys = [new SigningKeyOptions { KeyId = "relay-1", Pem = signing.ExportPkcs8Pem() }],
            Operators = [operatorKey.Public.ToJwk()],
        };
    }
}
