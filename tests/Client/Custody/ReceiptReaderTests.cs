using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Client.Tests.Custody;

public sealed class ReceiptReaderTests : IDisposable
{
    private readonly ReceiptSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Theory]
    [InlineData(SignatureAlgorithms.EcdsaP256Sha256)]
    [InlineData(SignatureAlgorithms.Ed25519)]
    public void Read_WhatWasSigned_GivesItBack(string algorithm)
    {
        using var sample = new ReceiptSample
        {
            Key = algorithm == SignatureAlgorithms.Ed25519 ? SigningKey.CreateEd25519("relay-2") : SigningKey.CreateEcdsaP256("relay-2"),
        };
        var claims = sample.Claims(ReceiptSample.Envelopes(3)) with { Number = 7, Previous = "before" };

        Assert.Equal(ReceiptFault.None, Read(sample.Sign(claims), sample.Key.Public, out var receipt));

        Assert.Equal(claims with { KeyId = "relay-2", Link = receipt!.Link }, receipt);
        Assert.Equal(43, receipt.Link.Length);
    }

    [Fact]
    public void Read_EveryBitFlipped_IsRefused()
    {
        var token = Encoding.ASCII.GetBytes(_sample.Sign(_sample.Claims(ReceiptSample.Envelopes(3))));
        for (var bit = 0; bit < token.Length * 8; bit++)
        {
            token[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(ReceiptFault.None, Read(Encoding.Latin1.GetString(token), _sample.Key.Public, out var receipt));
            Assert.Null(receipt);
            token[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("alg", "\"none\"", ReceiptFault.AlgorithmMismatch)]
    [InlineData("alg", "\"EdDSA\"", ReceiptFault.AlgorithmMismatch)]
    [InlineData("alg", "\"HS256\"", ReceiptFault.AlgorithmMismatch)]
    [InlineData("typ", "\"JWT\"", ReceiptFault.TypeMismatch)]
    [InlineData("typ", null, ReceiptFault.Malformed)]
    [InlineData("kid", "\"relay-2\"", ReceiptFault.KeyUnknown)]
    [InlineData("kid", null, ReceiptFault.Malformed)]
    [InlineData("crit", "[\"exp\"]", ReceiptFault.Malformed)]
    public void Read_HeaderOfAnotherKind_IsRefusedThoughSigned(string member, string? value, ReceiptFault expected)
    {
        var token = Resign(header: json => Set(json, member, value));
        Assert.Equal(expected, Read(token, _sample.Key.Public, out _));
    }

    [Theory]
    [InlineData("iss", null)]
    [InlineData("sub", "null")]
    [InlineData("iat", "1")]
    [InlineData("iat", "\"1772366400\"")]
    [InlineData("acceptedAt", "\"2026-03-01T12:00:00Z\"")]
    [InlineData("acceptedAt", "\"2026-03-01T12:00:00.123+00:00\"")]
    [InlineData("count", "0")]
    [InlineData("count", "-1")]
    [InlineData("count", "1.5")]
    [InlineData("root", null)]
    [InlineData("instance", null)]
    [InlineData("number", "0")]
    [InlineData("number", "2")] // without the one before it
    [InlineData("previous", "\"x\"")] // the first has none
    public void Read_ClaimsThatAreNoReceipts_IsMalformedThoughSigned(string member, string? value) =>
        Assert.Equal(ReceiptFault.Malformed, Read(Resign(payload: json => Set(json, member, value)), _sample.Key.Public, out _));

    [Fact]
    public void Read_ClaimThatIsNotKnown_IsPassedOver() =>
        Assert.Equal(ReceiptFault.None, Read(Resign(payload: json => Set(json, "later", "{}")), _sample.Key.Public, out _));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30")]
    [InlineData("e30.e30.e30.e30")]
    [InlineData("{}")]
    public void Read_TextThatIsNoToken_IsMalformed(string text) => Assert.Equal(ReceiptFault.Malformed, Read(text, _sample.Key.Public, out _));

    [Fact]
    public void Read_TokenOverTheBound_IsMalformed() =>
        Assert.Equal(ReceiptFault.Malformed, Read(Resign(payload: json => Set(json, "later", $"\"{new string('x', ReceiptReader.MostLength)}\"")), _sample.Key.Public, out _));

    [Fact]
    public void Link_SameWordsSignedTwice_IsTheSame()
    {
        var claims = _sample.Claims(ReceiptSample.Envelopes(1));
        var (first, second) = (_sample.Sign(claims), _sample.Sign(claims));
        Assert.NotEqual(first, second); // ECDSA is random
        Assert.Equal(_sample.Verifier.Check(first).Receipt!.Link, _sample.Verifier.Check(second).Receipt!.Link);
    }

    private static ReceiptFault Read(string token, VerificationKey key, out Receipt? receipt) =>
        ReceiptReader.Read(token, id => id == key.KeyId ? key : null, out receipt);

    private static void Set(JsonObject json, string member, string? value)
    {
        json.Remove(member);
        if (value is not null)
            json[member] = JsonNode.Parse(value);
    }

    private string Resign(Action<JsonObject>? header = null, Action<JsonObject>? payload = null)
    {
        var parts = _sample.Sign(_sample.Claims(ReceiptSample.Envelopes(2))).Split('.');
        var prepared = $"{Change(parts[0], header)}.{Change(parts[1], payload)}";
        var signature = new byte[64];
        _sample.Key.Sign(Encoding.ASCII.GetBytes(prepared), signature);
        return $"{prepared}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Change(string part, Action<JsonObject>? change)
    {
        var json = JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
        change?.Invoke(json);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
