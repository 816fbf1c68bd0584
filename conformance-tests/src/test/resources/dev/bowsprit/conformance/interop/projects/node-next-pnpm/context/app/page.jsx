export default () => <p>Hi</p>;
