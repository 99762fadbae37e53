using System.Security.Cryptography;
using Relay.Client.Media;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Media;

public sealed class MediaTests
{
    private static readonly byte[] Ciphertext = RandomNumberGenerator.GetBytes(300_000);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task Upload_ThenDownload_GivesTheSameBytes(int length)
    {
        await using var relay = await FakeRelay.StartAsync();
        var media = new MediaRelay(relay);
        using var client = relay.Client();
        var bytes = Ciphertext[..length];

        var receipt = await client.UploadMediaAsync(bytes, ["whatsapp"], TestContext.Current.CancellationToken);

        Assert.Equal((MediaRelay.Id, (long)length), (receipt.Id, receipt.Length));
        Assert.Equal(bytes, media.Blob);
        Assert.Equal(["whatsapp"], media.Declared!["readers"]!.AsArray().Select(reader => (string?)reader));
        Assert.Equal(bytes, await client.DownloadMediaAsync(receipt.Id, length, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Upload_FromTheMiddleOfAStream_TakesTheRest()
    {
        await using var relay = await FakeRelay.StartAsync();
        var media = new MediaRelay(relay);
        using var client = relay.Client();
        using var stream = new MemoryStream(Ciphertext) { Position = 1000 };
        relay.Faults.Enqueue(context => context.ProblemAsync(503, "busy", "Later."));
        await client.UploadMediaAsync(stream, ["whatsapp"], TestContext.Current.CancellationToken);
        Assert.Equal(Ciphertext[1000..], media.Blob);
    }

    [Fact]
    public async Task Upload_AnswerOfTheStoreLost_CompletesAllTheSame()
    {
        await using var relay = await FakeRelay.StartAsync();
        var media = new MediaRelay(relay) { LoseFirstAnswer = true };
        using var client = relay.Client();
        var receipt = await client.UploadMediaAsync(Ciphertext, ["whatsapp"], TestContext.Current.CancellationToken);
        Assert.Equal(Ciphertext.Length, receipt.Length);
        Assert.Equal(2, relay.Requests.Count(request => request.Method == "PUT"));
        Assert.Equal(Ciphertext, media.Blob);
    }

    [Fact]
    public async Task Upload_StoreRefuses_ThrowsItsStatus()
    {
        await using var relay = await FakeRelay.StartAsync();
        _ = new MediaRelay(relay) { Blob = [1] };
        using var client = relay.Client();
        var problem = await Assert.ThrowsAsync<RelayProblemException>(
            () => client.UploadMediaAsync(Ciphertext, ["whatsapp"], TestContext.Current.CancellationToken));
        Assert.Equal(409, problem.Status);
    }

    [Fact]
    public async Task Upload_SomebodyElsesBytesStored_ThrowsMismatch()
    {
        await using var relay = await FakeRelay.StartAsync();
        var media = new MediaRelay(relay);
        relay.On("PUT /store/blob?sig=a%2Fb", (context, _) =>
        {
            media.Blob = [1, 2, 3];
            context.Response.StatusCode = 201;
            return Task.CompletedTask;
        });
        using var client = relay.Client();
        var problem = await Assert.ThrowsAsync<RelayProblemException>(
            () => client.UploadMediaAsync(Ciphertext, ["whatsapp"], TestContext.Current.CancellationToken));
        Assert.Equal("media-mismatch", problem.Code);
    }

    public static TheoryData<string, Func<byte[], byte[]>> Corruptions => new()
    {
        { "SHA-256", bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)] },
        { "longer", bytes => [.. bytes, 0] },
        { "of the declared", bytes => bytes[..^1] },
        { "of the declared", _ => [] },
    };

    [Theory]
    [MemberData(nameof(Corruptions))]
    public async Task Download_Corrupted_Throws(string what, Func<byte[], byte[]> corrupt)
    {
        await using var relay = await FakeRelay.StartAsync();
        _ = new MediaRelay(relay) { Blob = Ciphertext, Download = (context, bytes) => MediaRelay.SendAsync(context, corrupt(bytes)) };
        using var client = relay.Client();
        var corrupted = await Assert.ThrowsAsync<MediaCorruptedException>(
            () => client.DownloadMediaAsync(MediaRelay.Id, int.MaxValue, TestContext.Current.CancellationToken));
        Assert.Equal(MediaRelay.Id, corrupted.Id);
        Assert.Contains(what, corrupted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_LargerThanWanted_IsNotFetched()
    {
        await using var relay = await FakeRelay.StartAsync();
        _ = new MediaRelay(relay) { Blob = Ciphertext };
        using var client = relay.Client();
        await Assert.ThrowsAsync<MediaCorruptedException>(
            () => client.DownloadMediaAsync(MediaRelay.Id, Ciphertext.Length - 1, TestContext.Current.CancellationToken));
        Assert.Single(relay.Requests);
    }

    [Fact]
    public async Task Download_NotForTheCaller_ThrowsTheProblem()
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        var problem = await Assert.ThrowsAsync<RelayProblemException>(
            () => client.DownloadMediaAsync(Guid.NewGuid(), int.MaxValue, TestContext.Current.CancellationToken));
        Assert.Equal(404, problem.Status);
    }
}
