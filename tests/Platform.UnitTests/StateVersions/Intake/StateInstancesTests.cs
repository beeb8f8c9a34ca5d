using System.Text;
using Platform.StateVersions.Intake;

namespace Platform.UnitTests.StateVersions.Intake;

public sealed class StateInstancesTests
{
    private const string State = """
        {"version":4,"serial":3,"lineage":"l","outputs":{"resources":{"value":[{"attributes":{"id":"no"}}],"type":"string"}},
         "resources":[
          {"mode":"managed","type":"null_resource","name":"one","instances":[{"attributes":{"id":"1","nested":{"id":"no"},"list":[{"id":"no"}]}}]},
          {"module":"module.a[\"x\"]","mode":"managed","type":"t","name":"many","instances":[
            {"index_key":0,"attributes":{"id":"m0"},"private":"xyz"},{"index_key":"a\"b","attributes":{"other":1,"id":"m1"}},{"index_key":2,"attributes":{"other":1}}]},
          {"mode":"data","type":"d","name":"read","instances":[{"attributes":{"id":"no"}}]},
          {"mode":"managed","type":"t","name":"none","instances":[]}],
         "check_results":[{"instances":[{"attributes":{"id":"no"}}]}]}
        """;

    [Theory, InlineData(1), InlineData(7), InlineData(100_000)]
    public async Task Managed_instances_are_found_by_address_and_id_however_the_bytes_arrive(int pieces)
    {
        await using var state = new SlowStream(Encoding.UTF8.GetBytes(State), pieces);

        var found = await StateInstances.ReadAsync(state, TestContext.Current.CancellationToken);

        Assert.Equal(
            [("module.a[\"x\"].t.many[\"a\\\"b\"]", "m1"), ("module.a[\"x\"].t.many[0]", "m0"), ("null_resource.one", "1")],
            found.OrderBy(instance => instance.Address, StringComparer.Ordinal));
    }

    private sealed class SlowStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
