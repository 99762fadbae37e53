using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Relay.Functions.Operations;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Operations;

/// <summary>Readiness while a dependency is well, refuses, or hangs without heeding anybody.</summary>
public sealed class HealthEndpointsTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Ready_WhileAllAnswer_Is200() => Assert.Equal((200, "ready", "ok ok ok"), await ReadyAsync(new Stores(), advance: false));

    [Theory]
    [InlineData("tables", "failing ok ok")]
    [InlineData("blobs", "ok failing ok")]
    [InlineData("queue", "ok ok failing")]
    public async Task Ready_WhileOneHangs_Is503WhenTheBoundIsOver(string which, string states) =>
        Assert.Equal((503, "not-ready", states), await ReadyAsync(new Stores { Hanging = which }, advance: true));

    [Theory]
    [InlineData("tables", "failing ok ok")]
    [InlineData("blobs", "ok failing ok")]
    [InlineData("queue", "ok ok failing")]
    public async Task Ready_WhileOneRefuses_Is503AtOnce(string which, string states) =>
        Assert.Equal((503, "not-ready", states), await ReadyAsync(new Stores { Refusing = which }, advance: false));

    [Fact]
    public async Task Ready_WhileAFurtherNamespaceRefuses_NamesIt()
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        var well = new Stores();
        var namespaces = new QueueNamespaces([new(0, new Bus(well)), new(2, new Bus(new Stores { Refusing = "queue" }))]);

        await new HealthEndpoints(new Tables(well), new Blobs(well), namespaces, _clock).ReadyAsync(context);

        context.Response.Body.Position = 0;
        using var answer = await JsonDocument.ParseAsync(context.Response.Body);
        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal(
            ["blobs ok", "queue ok", "queue-2 failing", "tables ok"],
            answer.RootElement.GetProperty("checks").EnumerateObject().Select(check => $"{check.Name} {check.Value}").Order(StringComparer.Ordinal));
    }

    private async Task<(int Status, string Word, string States)> ReadyAsync(Stores stores, bool advance)
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        var ready = new HealthEndpoints(new Tables(stores), new Blobs(stores), new QueueNamespaces([new(0, new Bus(stores))]), _clock).ReadyAsync(context);
        if (advance)
        {
            Assert.False(ready.IsCompleted);
            _clock.Advance(HealthEndpoints.Bound);
        }

        await ready.WaitAsync(TimeSpan.FromSeconds(30));
        context.Response.Body.Position = 0;
        using var answer = await JsonDocument.ParseAsync(context.Response.Body);
        var checks = answer.RootElement.GetProperty("checks");
        return (context.Response.StatusCode, answer.RootElement.GetProperty("status").GetString()!,
            string.Join(' ', new[] { "tables", "blobs", "queue" }.Select(name => checks.GetProperty(name).GetString())));
    }

    /// <summary>What the dependencies do when they are asked. Who hangs does not look at its token.</summary>
    private sealed class Stores
    {
        public string? Hanging { get; init; }

        public string? Refusing { get; init; }

        public Task<T> AnswerAsync<T>(string name) =>
            Refusing == name ? throw new RequestFailedException(403, "refused")
            : Hanging == name ? new TaskCompletionSource<T>().Task
            : Task.FromResult<T>(default!);
    }

    private sealed class Tables(Stores stores) : TableServiceClient
    {
        public override TableClient GetTableClient(string tableName) => new Table(stores);
    }

    private sealed class Table(Stores stores) : TableClient
    {
        public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
            stores.AnswerAsync<NullableResponse<T>>("tables");
    }

    private sealed class Blobs(Stores stores) : BlobServiceClient
    {
        public override BlobContainerClient GetBlobContainerClient(string blobContainerName) => new Container(stores);
    }

    private sealed class Container(Stores stores) : BlobContainerClient
    {
        public override Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default) => stores.AnswerAsync<Response<bool>>("blobs");
    }

    private sealed class Bus(Stores stores) : ServiceBusClient
    {
        public override ServiceBusReceiver CreateReceiver(string queueName) => new Receiver(stores);
    }

    private sealed class Receiver(Stores stores) : ServiceBusReceiver
    {
        public override Task<ServiceBusReceivedMessage> PeekMessageAsync(long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
            stores.AnswerAsync<ServiceBusReceivedMessage>("queue");

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
