using System.Text;
using Relay.Client.Custody;

namespace Relay.Client.Tests.Custody;

public sealed class CustodyReceiptTests
{
    private const string A = "0190163d-8694-739b-aea5-966c26f8ad91";
    private const string B = "0190163d-8694-739b-aea5-966c26f8ad92";
    private const string C = "0190163d-8694-739b-aea5-966c26f8ad93";

    [Fact]
    public void Read_AnswerOfTheRelay_TakesWhatTheRelayHas()
    {
        var receipt = CustodyReceipt.Read(Encoding.UTF8.GetBytes($$$"""
            {"acceptedAt":"2026-03-01T12:00:00.123Z","results":[
              {"id":"{{{A}}}","status":"duplicate"},
              {"id":"{{{B}}}","status":"refused","problem":{"code":"not-reachable","status":403}},
              {"id":"{{{C}}}","status":"accepted"}],"receipt":"a.b.c","salt":"s"}
            """))!;

        Assert.Equal(("a.b.c", "s"), (receipt.Token, receipt.Salt));
        Assert.Equal([Guid.Parse(A), Guid.Parse(C)], receipt.Envelopes);
    }

    [Fact]
    public void Read_AnswerWithoutReceipt_IsNull() =>
        Assert.Null(CustodyReceipt.Read(Encoding.UTF8.GetBytes($$$"""{"results":[{"id":"{{{A}}}","status":"unavailable"}]}""")));

    [Fact]
    public void Read_WhatToJsonWrote_IsTheSame()
    {
        var receipt = new CustodyReceipt("a.b.c", "s", [Guid.Parse(A), Guid.Parse(B)]);
        var read = CustodyReceipt.Read(receipt.ToJson())!;
        Assert.Equal((receipt.Token, receipt.Salt), (read.Token, read.Salt));
        Assert.Equal(receipt.Envelopes, read.Envelopes);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"receipt":"a.b.c"}""")]
    [InlineData("""{"receipt":"a.b.c","salt":"s"}""")]
    [InlineData("""{"receipt":"a.b.c","salt":"s","results":[{"id":"x","status":"accepted"}]}""")]
    [InlineData("""{"receipt":"a.b.c","salt":"s","results":[{"status":"accepted"}]}""")]
    public void Read_SomethingElse_Throws(string json) => Assert.Throws<FormatException>(() => CustodyReceipt.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"envelopes":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91"}]}""")]
    [InlineData("""{"envelopes":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91","messageId":"0190163d-8694-739b-aea5-966c26f8ad91","ciphertexts":[{"device":256,"registrationId":1,"type":1,"content":"AA=="}]}]}""")]
    [InlineData("""{"envelopes":[{"id":"0190163d-8694-739b-aea5-966c26f8ad91","messageId":"0190163d-8694-739b-aea5-966c26f8ad91","ciphertexts":[{"device":1,"registrationId":1,"type":1,"content":"A"}]}]}""")]
    public void ReadRequest_SomethingElse_Throws(string json) => Assert.Throws<FormatException>(() => EnvelopeDigest.ReadRequest(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void ReadRequest_ClassAndTimeToLiveLeftOutOrNull_IsTheSame()
    {
        const string Rest = """
            "messageId":"0190163d-8694-739b-aea5-966c26f8ad91","ciphertexts":[{"device":1,"registrationId":1,"type":1,"content":"AA=="}]}
            """;
        var bodies = new[] { "", "\"class\":null,\"timeToLiveSeconds\":null,", "\"class\":\"normal\"," };

        var digests = bodies.Select(body => Assert.Single(EnvelopeDigest.ReadRequest(Encoding.UTF8.GetBytes($$$"""{"envelopes":[{"id":"{{{A}}}",{{{body}}}{{{Rest}}}]}""")))).ToList();

        Assert.All(digests, digest => Assert.Equal(digests[0].Content, digest.Content));
        var named = EnvelopeDigest.ReadRequest(Encoding.UTF8.GetBytes($$$"""{"envelopes":[{"id":"{{{A}}}","timeToLiveSeconds":604800,{{{Rest}}}]}"""));
        Assert.NotEqual(digests[0].Content, named[0].Content);
    }
}
