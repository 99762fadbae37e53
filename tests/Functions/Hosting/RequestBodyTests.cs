using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Relay.Functions.Hosting;

namespace Relay.Functions.Tests.Hosting;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(4_095, false)]
    [InlineData(4_096, false)]
    [InlineData(4_097, false)]
    [InlineData(100_000, true)]
    [InlineData(100_000, false)]
    public async Task Read_UpToTheLimit_GivesTheBytesAndTheirDigest(int length, bool lengthKnown)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        using var body = await RequestBody.ReadAsync(Request(bytes, lengthKnown), length);

        Assert.NotNull(body);
        Assert.Equal(bytes, body.Bytes.ToArray());
        var digest = new byte[32];
        body.Hash(digest);
        Assert.Equal(SHA256.HashData(bytes), digest);
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(100_001, 100_000, true)]
    [InlineData(100_001, 100_000, false)]
    public async Task Read_OverTheLimit_GivesNothing(int length, int limit, bool lengthKnown) =>
        Assert.Null(await RequestBody.ReadAsync(Request(new byte[length], lengthKnown), limit));

    [Fact]
    public async Task Read_ContentLengthOverTheLimit_ReadsNothing()
    {
        var request = Request(new byte[10], lengthKnown: false);
        request.ContentLength = long.MaxValue;
        Assert.Null(await RequestBody.ReadAsync(request, 100));
        Assert.Equal(0, request.Body.Position);
    }

    private static HttpRequest Request(byte[] bytes, bool lengthKnown)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(bytes);
        request.ContentLength = lengthKnown ? bytes.Length : null;
        return request;
    }
}
